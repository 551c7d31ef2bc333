import { signal } from '@preact/signals';
import { ChevronDown, FolderOpen, Leaf, LogIn, LogOut, MessagesSquare, UserRound } from 'lucide';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, language, t } from '../i18n/i18n.ts';
import { organisation } from '../organisation.ts';
import type { Me } from '../protocol/Me.ts';
import { signOutEverywhere, signOutHere, whoIsHere } from '../sign-in/api.ts';
import { accountHere, KEPT } from '../stores/account.ts';
import { Avatar } from '../ui/badge.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { toast } from '../ui/toast.tsx';

/** Null while nobody is known to be signed in. */
const me = signal<Me | null>(null);

/** What the pages for customers begin with: whose page it is, the language, and who is signed in. */
export function PortalHead(): JSX.Element {
  useEffect(() => {
    void showWhoIsHere();
    const changed = (e: StorageEvent): void => void (e.key === KEPT && showWhoIsHere());
    addEventListener('storage', changed);
    return () => removeEventListener('storage', changed);
  }, []);
  return (
    <header class="portal-head">
      <a class="portal-brand" href="/">
        <span class="portal-mark">
          <Icon of={Leaf} size={20} />
        </span>
        {organisation()}
      </a>
      <div class="portal-head-end">
        <a class="portal-cases" href="/my">
          {t('head-cases')}
        </a>
        <nav aria-label={t('language-choose')} class="portal-languages">
          {LANGUAGES.map((one) => (
            <button
              key={one}
              type="button"
              lang={one}
              aria-pressed={one === language()}
              onClick={() => void chooseLanguage(one)}
            >
              {LANGUAGE_NAMES[one]}
            </button>
          ))}
        </nav>
        <Who />
      </div>
    </header>
  );
}

/** Asks only where somebody has signed in: most who read the start page never do. */
export async function showWhoIsHere(): Promise<void> {
  if (accountHere() === null) {
    me.value = null;
    return;
  }
  const outcome = await whoIsHere();
  me.value = outcome.ok ? outcome.value : null;
}

function Who(): JSX.Element | null {
  const who = me.value;
  if (who === null && location.pathname === '/sign-in') return null;
  if (who === null) {
    const here = location.pathname + location.search;
    return (
      <a class="button button-quiet" href={`/sign-in?next=${encodeURIComponent(here)}`}>
        <Icon of={LogIn} />
        <span>{t('sign-in')}</span>
      </a>
    );
  }
  const name = who.name || who.email || t('nameless');
  return (
    <Menu
      label={t('signed-in-as', { name })}
      triggerClass="button button-quiet portal-who"
      trigger={
        <>
          <Avatar name={name} size={28} />
          <span>{name}</span>
          <Icon of={ChevronDown} size={16} />
        </>
      }
      items={items(who)}
    />
  );
}

function items(who: Me): MenuItem[] {
  const own: MenuItem =
    who.staff === null
      ? { label: t('head-cases'), icon: FolderOpen, onChoose: () => location.assign('/my') }
      : { label: t('portal-desk'), icon: MessagesSquare, onChoose: () => location.assign('/desk') };
  return [
    own,
    { label: t('my-account'), icon: UserRound, onChoose: () => location.assign('/account') },
    { label: t('sign-out-here'), icon: LogOut, onChoose: () => void leave(signOutHere()) },
    { label: t('sign-out-everywhere'), icon: LogOut, onChoose: () => void leave(signOutEverywhere()) },
  ];
}

/** To the start page, where nothing of anybody's is shown. */
async function leave(leaving: Promise<string | null>): Promise<void> {
  const next = await leaving;
  if (next !== null) location.assign(next);
  else toast(t('sign-in-unreachable'));
}

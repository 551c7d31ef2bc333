import { Coffee, MessagesSquare } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { EmptyState } from '../ui/panel.tsx';
import { toCase } from './cases/from-chat.tsx';
import { offers } from './desk-store.ts';
import { desk } from './fresh.ts';
import { deskLoaded, staff } from './live.ts';
import { MyState } from './my-state.tsx';
import { Offers } from './offers.tsx';
import { closePane, openPanes, showColumn, showConversation, shownColumn } from './open-panes.ts';
import { Palette } from './palette.tsx';
import { Pane } from './pane.tsx';
import { Person } from './person.tsx';
import { Places } from './places.tsx';
import type { Me } from './session.ts';
import { Shortcuts } from './shortcuts.tsx';
import { SideList } from './side-list.tsx';
import { untaken } from './staff-store.ts';
import { useKeys } from './use-keys.ts';

/** Left what waits, in the middle the conversations, right the person. A phone shows one of them at a time. */
export function DeskPage({ me }: { me: Me }): JSX.Element {
  const [dialog, setDialog] = useState<'palette' | 'shortcuts' | null>(null);
  const close = (): void => setDialog(null);
  useKeys({ onPalette: () => setDialog('palette'), onShortcuts: () => setDialog('shortcuts') });
  const { open, current } = openPanes.value;
  return (
    <main class="desk" data-column={shownColumn.value}>
      <h1 class="visually-hidden">{t('title-desk')}</h1>
      <nav class="desk-list" aria-label={t('what-waits')}>
        <div>
          <MyState me={me} onShortcuts={() => setDialog('shortcuts')} />
          <Places />
        </div>
        <div class="desk-list-scroll">
          <Offers />
          <SideList />
        </div>
      </nav>
      <section class="desk-talk" aria-label={t('conversations')}>
        {open.length === 0 ? (
          <Nothing />
        ) : (
          open.map((conversation) => (
            <Pane
              key={conversation}
              conversation={conversation}
              me={me}
              current={conversation === current}
              onFocus={() => current !== conversation && showConversation(conversation)}
              onClose={() => closePane(conversation)}
              onBack={() => showColumn('list')}
              onPerson={() => showColumn('person')}
              more={toCase}
            />
          ))
        )}
      </section>
      {current !== null && (
        <section class="desk-person" aria-label={t('person')}>
          <Person key={current} conversation={current} onBack={() => showColumn('talk')} />
        </section>
      )}
      <Palette
        open={dialog === 'palette'}
        me={me}
        onClose={close}
        onShortcuts={() => setDialog('shortcuts')}
      />
      <Shortcuts open={dialog === 'shortcuts'} onClose={close} />
    </main>
  );
}

/** Nothing is open: what happens next, and on whom it depends. */
function Nothing(): JSX.Element | null {
  const words = nextWords();
  if (!deskLoaded.value) return null;
  return (
    <EmptyState
      icon={words === null ? Coffee : MessagesSquare}
      title={t(words === null ? 'nothing-mine' : 'nothing-open')}
    >
      <p>{words ?? t(isAway() ? 'nothing-away-about' : 'nothing-mine-about')}</p>
      <p class="small">
        <kbd>Ctrl K</kbd> {t('palette-short')} <kbd>?</kbd> {t('shortcuts-short')}
      </p>
    </EmptyState>
  );
}

/** What there is to do at the left, if anything: nobody is told to choose where there is nothing to choose. */
function nextWords(): string | null {
  if (offers(desk.value).length > 0) return t('nothing-taken-about');
  if (desk.value.entries.length > 0) return t('nothing-open-about');
  const n = untaken(staff.value);
  return n > 0 ? t('nothing-read-about', { n }) : null;
}

function isAway(): boolean {
  const { me } = desk.value;
  return me !== null && me.state !== 'available';
}

import { Combine, Link2, MessagesSquare, Plus, X } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { exactly, when } from '../../i18n/time.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import type { ConversationSummary } from '../../protocol/ConversationSummary.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { toast } from '../../ui/toast.tsx';
import { lately } from '../clock.ts';
import { sayFailure, socket } from '../connection.ts';
import { showConversation } from '../open-panes.ts';
import { addressOf, go, goInstead } from '../route.ts';
import { linkCase, loadCase, mergeCase, unlinkCase } from './api.ts';
import type { LiveCase } from './case-live.ts';
import { Section } from './case-side.tsx';
import { caseNumberIn } from './number.ts';
import { StatusWord } from './status.tsx';

type Props = { live: LiveCase; view: CaseView };

/** The chats it came out of and the cases that belong to it. */
export function CaseLinks({ live, view }: Props): JSX.Element {
  const [dialog, setDialog] = useState<Kind | null>(null);
  const chats = view.chats ?? [];
  const known = useChats(view.row.customer, chats.length > 0);
  return (
    <Section
      title={t('case-links')}
      deed={
        view.policy.change && (
          <span>
            <IconButton icon={Plus} iconSize={16} label={t('case-link')} onClick={() => setDialog('link')} />
            <IconButton
              icon={Combine}
              iconSize={16}
              label={t('case-merge')}
              onClick={() => setDialog('merge')}
            />
          </span>
        )
      }
    >
      {chats.length === 0 && view.links.length === 0 && <p class="small muted">{t('case-links-none')}</p>}
      <ul class="case-links">
        {chats.map((chat) => (
          <li key={chat}>
            <ChatLink chat={chat} summary={known.find((one) => one.id === chat)} />
          </li>
        ))}
        {view.links.map((link) => (
          <li key={link.id}>
            <a
              class="case-link"
              href={addressOf({ page: 'case', number: link.number })}
              onClick={(e) => {
                if (e.metaKey || e.ctrlKey || e.shiftKey) return;
                e.preventDefault();
                go({ page: 'case', number: link.number });
              }}
            >
              <Icon of={Link2} size={14} />
              <span>
                <span class="numbers">{link.number}</span> <bdi>{link.title}</bdi>
                <StatusWord status={link.status} />
              </span>
            </a>
            {view.policy.change && (
              <IconButton
                icon={X}
                iconSize={14}
                label={t('case-unlink', { number: link.number })}
                onClick={() => void unlink(live, link.number)}
              />
            )}
          </li>
        ))}
      </ul>
      <OtherDialog kind={dialog} live={live} view={view} onClose={() => setDialog(null)} />
    </Section>
  );
}

function ChatLink({
  chat,
  summary,
}: {
  chat: string;
  summary: ConversationSummary | undefined;
}): JSX.Element {
  const at = summary === undefined ? null : new Date(summary.last_at);
  return (
    <button type="button" class="case-link" onClick={() => showConversation(chat)}>
      <Icon of={MessagesSquare} size={14} />
      <span>
        <bdi>{summary?.subject || t('case-chat')}</bdi>
        {at !== null && (
          <span class="small muted" title={exactly(at)}>
            {when(at, new Date(lately.value))}
          </span>
        )}
      </span>
    </button>
  );
}

/** What the chats were about. */
function useChats(person: string, wanted: boolean): readonly ConversationSummary[] {
  const [list, setList] = useState<readonly ConversationSummary[]>([]);
  const open = socket.connection.value.kind === 'open';
  useEffect(() => {
    if (!wanted || !open) return;
    let still = true;
    void socket.ask({ type: 'history', person }, 'conversations').then((outcome) => {
      if (still && outcome.ok) setList(outcome.value);
    });
    return () => {
      still = false;
    };
  }, [person, wanted, open]);
  return list;
}

/** Taken away at once, and put back by a press. */
async function unlink(live: LiveCase, number: string): Promise<void> {
  const id = live.view.value?.row.id;
  if (id === undefined) return;
  const outcome = await unlinkCase(id, number);
  if (!outcome.ok) return sayFailure(outcome.failure);
  await live.reload();
  toast(t('case-unlinked', { number }), () => {
    void live.change(({ row, version }) => linkCase(row.id, { version, number }));
  });
}

type Kind = 'link' | 'merge';
type OtherProps = Props & { kind: Kind | null; onClose: () => void };

/** Which other case: shown before anything is done, since a number says little. */
function OtherDialog({ kind, live, view, onClose }: OtherProps): JSX.Element {
  const [written, setWritten] = useState('');
  const [other, setOther] = useState<CaseView | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const number = caseNumberIn(written);
  const own = number === view.row.number;
  useEffect(() => {
    setOther(null);
    setWrong(own ? t('case-other-itself') : null);
    if (number === null || own) return;
    let still = true;
    void loadCase(number).then((outcome) => {
      if (!still) return;
      if (outcome.ok) setOther(outcome.value);
      else
        setWrong(outcome.failure.code === 'not_found' ? t('case-other-none') : failureWords(outcome.failure));
    });
    return () => {
      still = false;
    };
  }, [number, own]);
  const close = (): void => {
    setWritten('');
    onClose();
  };
  const go = async (): Promise<void> => {
    if (other === null || kind === null) return;
    setBusy(true);
    const done = kind === 'link' ? await link(live, other) : await merge(live, other);
    setBusy(false);
    if (done) close();
  };
  return (
    <Dialog
      open={kind !== null}
      title={t(kind === 'merge' ? 'case-merge-title' : 'case-link-title', { number: view.row.number })}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{t('cancel')}</Button>
          <Button
            look={kind === 'merge' ? 'danger' : 'primary'}
            busy={busy}
            disabled={other === null}
            onClick={() => void go()}
          >
            {kind === 'merge' && other !== null
              ? t('case-merge-go', { number: other.row.number })
              : t(kind === 'merge' ? 'case-merge' : 'case-link')}
          </Button>
        </>
      }
    >
      <p>{t(kind === 'merge' ? 'case-merge-about' : 'case-link-about')}</p>
      <TextField
        label={t('case-number')}
        hint={t('case-number-hint')}
        value={written}
        maxLength={20}
        error={wrong ?? undefined}
        onInput={setWritten}
      />
      <div role="status">
        {other !== null && (
          <p class="case-other">
            <span class="numbers muted">{other.row.number}</span> <StatusWord status={other.row.status} />
            <strong dir="auto">{other.row.title}</strong>
            <bdi class="muted">{other.row.customer_name || t('customer-nameless')}</bdi>
          </p>
        )}
      </div>
    </Dialog>
  );
}

async function link(live: LiveCase, other: CaseView): Promise<boolean> {
  const { number } = other.row;
  const done = await live.change(({ row, version }) => linkCase(row.id, { version, number }));
  if (done) toast(t('case-linked', { number }));
  return done;
}

async function merge(live: LiveCase, other: CaseView): Promise<boolean> {
  const mine = live.view.value;
  if (mine === null) return false;
  const { number } = other.row;
  const outcome = await mergeCase(mine.row.id, { version: mine.version, number });
  if (!outcome.ok) {
    sayFailure(outcome.failure);
    if (outcome.failure.code === 'conflict') void live.reload();
    return false;
  }
  goInstead({ page: 'case', number });
  toast(t('case-was-merged', { number: mine.row.number, into: number }));
  return true;
}

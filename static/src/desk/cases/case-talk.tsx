import { Lock, MessageCircleWarning } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import type { Message } from '../../protocol/Message.ts';
import { type Conversation, lastSeq } from '../../stores/conversation.ts';
import { keepDraft, readDraft } from '../../stores/drafts.ts';
import type { LiveConversation } from '../../stores/live-conversation.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Banner } from '../../ui/panel.tsx';
import { takesPart } from '../about.ts';
import { sayFailure } from '../connection.ts';
import { Log, lastEditable } from '../log.tsx';
import { nameOf } from '../people.ts';
import { RedactDialog } from '../redact-dialog.tsx';
import { ReplyBox } from '../reply-box.tsx';
import type { Me } from '../session.ts';
import type { LiveCase } from './case-live.ts';
import { writtenSince } from './written-since.ts';
import '../pane.css';

type Props = {
  live: LiveCase;
  view: CaseView;
  me: Me;
  talk: LiveConversation;
  /** The staff's own notes: another ground, a label that stays, and another kind of box. */
  internal: boolean;
  writing: boolean;
};

/** One log of a case, with where one writes in it. */
export function CaseTalk({ live, view, me, talk, internal, writing }: Props): JSX.Element {
  const held = talk.held.value;
  const refused = talk.refused.value;
  const [editing, setEditing] = useState<number | null>(null);
  const [redacting, setRedacting] = useState<number | null>(null);
  const since = useBegun(held);
  const ended = held.loaded && held.state === 'ended';

  /** Who writes takes part: the customer sees who it is, and answers are told to them. */
  const joins = async (): Promise<boolean> => {
    if (internal || takesPart(held, me.person)) return true;
    const outcome = await live.join();
    if (!outcome.ok) {
      sayFailure(outcome.failure);
      return false;
    }
    await talk.reopen();
    return true;
  };
  if (refused !== null) return <Banner look="warning">{failureWords(refused)}</Banner>;
  return (
    <div class={internal ? 'pane-internal case-log case-log-internal' : 'case-log'}>
      {internal && (
        <p class="pane-internal-label">
          <Icon of={Lock} size={16} />
          {t('case-notes-about')}
        </p>
      )}
      <Log
        live={talk}
        me={me.person}
        internal={internal}
        editing={editing}
        onEditing={setEditing}
        onRedact={setRedacting}
      />
      <div class="pane-foot">
        {held.loaded && view.policy.write && !ended ? (
          <>
            <WrittenSince held={held} rows={since.rows(me.person)} onSeen={since.seen} />
            <ReplyBox
              conversation={held.id}
              me={me}
              customer={{ name: view.row.customer_name, language: view.contact.language }}
              internal={internal}
              current={writing}
              before={joins}
              onDraft={since.onDraft}
              onEditLast={() => setEditing(lastEditable(held, me.person))}
            />
          </>
        ) : (
          held.loaded && <Banner>{t('case-closed-about')}</Banner>
        )}
      </div>
      <RedactDialog conversation={held.id} seq={redacting} onClose={() => setRedacting(null)} />
    </div>
  );
}

type Begun = {
  onDraft: (text: string) => void;
  rows: (me: string) => Message[];
  seen: () => void;
};

/** How far the log was when one began to write here; kept with the draft. */
function useBegun(held: Conversation): Begun {
  const key = `${held.id}.from`;
  const [from, setFrom] = useState<number | null>(() =>
    readDraft(held.id) === '' ? null : Number(readDraft(key)) || null,
  );
  const keep = (next: number | null): void => {
    setFrom(next);
    keepDraft(key, next === null ? '' : `${next}`);
  };
  return {
    onDraft(text) {
      if (text === '') keep(null);
      else if (from === null) keep(lastSeq(held));
    },
    rows: (person) => (from === null ? [] : writtenSince(held, from, person)),
    seen: () => keep(lastSeq(held)),
  };
}

type SinceProps = { held: Conversation; rows: readonly Message[]; onSeen: () => void };

/** Somebody has written since one began: what one is about to send may be answered already. */
function WrittenSince({ held, rows, onSeen }: SinceProps): JSX.Element | null {
  const last = rows.at(-1);
  if (last === undefined) return null;
  const words =
    last.content.type === 'text'
      ? last.content.text
      : last.content.type === 'file'
        ? last.content.file.name
        : '';
  return (
    <div class="case-since" role="status">
      <Icon of={MessageCircleWarning} size={18} />
      <p>
        <strong>{t('case-since', { name: nameOf(last.author, held) })}</strong>{' '}
        <span class="said">{words}</span>
      </p>
      <Button look="quiet" onClick={onSeen}>
        {t('case-since-seen')}
      </Button>
    </div>
  );
}

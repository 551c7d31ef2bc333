import { Zap } from 'lucide';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { CannedReply } from '../protocol/CannedReply.ts';
import { keepDraft, readDraft } from '../stores/drafts.ts';
import { IconButton } from '../ui/button.tsx';
import { Composer } from '../ui/composer.tsx';
import { inserted, matching, searchIn } from './canned.ts';
import { CannedList } from './canned-list.tsx';
import { socket, uploads, write } from './connection.ts';
import { canned } from './live.ts';
import { writeAsked } from './open-panes.ts';

type Props = {
  conversation: string;
  me: { name: string };
  customer: { name: string; language: string };
  /** Only staff see it. */
  internal?: boolean;
  /** Whether this box is the one that the keys mean. */
  current: boolean;
  /** Asked to change the last of my own texts. */
  onEditLast: () => void;
  /** Done before anything goes; what was written stays where it was if it says no. */
  before?: (() => Promise<boolean>) | undefined;
  /** Told of each change of what is written and not yet sent. */
  onDraft?: ((text: string) => void) | undefined;
};

/** A writer says so this often; whoever reads forgets it after five seconds. */
const TYPING_EVERY_MS = 3_000;

/** Where one answers: a draft that is kept, canned replies by `/`, files. Keyed by conversation by the caller. */
export function ReplyBox(props: Props): JSX.Element {
  const { conversation, me, customer, internal = false, current, onEditLast, before, onDraft } = props;
  const [text, setText] = useState(() => readDraft(conversation));
  const [chosen, setChosen] = useState(0);
  const [hidden, setHidden] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const saidTyping = useRef(0);
  const search = internal ? null : searchIn(text);
  const found = search === null || hidden ? [] : matching(canned.value, search, customer.language);
  const at = Math.min(chosen, Math.max(0, found.length - 1));

  const asked = writeAsked.value;
  useLayoutEffect(() => {
    if (current) input.current?.focus();
  }, [asked, current]);

  const [going, setGoing] = useState(false);
  const first = (act: () => void): void => {
    if (before === undefined) return act();
    setGoing(true);
    void before().then((may) => {
      setGoing(false);
      if (may) act();
      input.current?.focus();
    });
  };
  const change = (next: string): void => {
    setText(next);
    keepDraft(conversation, next);
    onDraft?.(next);
    setChosen(0);
    setHidden(false);
  };
  const insert = (reply: CannedReply): void => {
    change(inserted(text, reply, { customer: customer.name, advisor: me.name }));
    input.current?.focus();
  };
  const onInput = (next: string): void => {
    change(next);
    if (next.trim() === '' || searchIn(next) !== null || Date.now() - saidTyping.current < TYPING_EVERY_MS)
      return;
    saidTyping.current = Date.now();
    socket.tell({ type: 'typing', conversation });
  };
  const onKey = (e: KeyboardEvent): boolean => {
    const taken = keyInList(e, found, at, setChosen, insert, () => setHidden(true));
    if (taken) e.preventDefault();
    if (taken || e.key !== 'ArrowUp' || text !== '') return taken;
    e.preventDefault();
    onEditLast();
    return true;
  };

  return (
    <div class={`reply${internal ? ' reply-internal' : ''}`}>
      {found.length > 0 && (
        <CannedList
          replies={found}
          chosen={at}
          customer={customer.name}
          advisor={me.name}
          onChoose={insert}
        />
      )}
      {search !== null && !hidden && found.length === 0 && (
        <p class="canned canned-none" role="status">
          {t('canned-none')}
        </p>
      )}
      <Composer
        value={text}
        onInput={onInput}
        onSend={(words) =>
          first(() => {
            write(conversation, { kind: 'text', text: words });
            saidTyping.current = 0;
            change('');
          })
        }
        onFiles={internal ? undefined : (files) => first(() => uploads.add(conversation, files))}
        disabled={going}
        label={
          internal ? t('write-internal') : t('write-to', { name: customer.name || t('customer-nameless') })
        }
        onKey={onKey}
        inputRef={input}
        extra={
          !internal && (
            <IconButton
              icon={Zap}
              label={t('canned-open')}
              onClick={() => {
                change(text === '' || text.endsWith('\n') ? `${text}/` : `${text}\n/`);
                input.current?.focus();
              }}
            />
          )
        }
      />
    </div>
  );
}

function keyInList(
  e: KeyboardEvent,
  found: readonly CannedReply[],
  at: number,
  choose: (at: number) => void,
  insert: (reply: CannedReply) => void,
  hide: () => void,
): boolean {
  const reply = found[at];
  if (reply === undefined) return false;
  switch (e.key) {
    case 'ArrowDown':
      choose((at + 1) % found.length);
      return true;
    case 'ArrowUp':
      choose((at - 1 + found.length) % found.length);
      return true;
    case 'Enter':
    case 'Tab':
      if (e.shiftKey) return false;
      insert(reply);
      return true;
    case 'Escape':
      hide();
      return true;
    default:
      return false;
  }
}

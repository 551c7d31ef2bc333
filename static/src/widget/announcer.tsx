import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { organisation } from '../organisation.ts';
import type { Conversation } from '../stores/conversation.ts';
import { lines } from '../stores/conversation.ts';
import { onScreen } from './host.ts';
import { me } from './session.ts';
import { ding } from './sound.ts';
import { noticeWords } from './thread.tsx';

/** Says each new word from the other side once to a screen reader, and sounds once when nobody looks. */
export function Announcer({ held }: { held: Conversation }): JSX.Element {
  const [words, setWords] = useState('');
  const told = useRef<number | null>(null);
  useEffect(() => {
    if (!held.loaded) return;
    const last = held.rows.at(-1)?.seq ?? 0;
    const before = told.current;
    told.current = last;
    // What was here when the page came is read, not announced.
    if (before === null) return;
    const fresh = lines(held).filter((row) => row.seq > before && row.author !== me());
    const spoken = fresh.flatMap((row) => {
      const name = held.participants.find((one) => one.person === row.author)?.name ?? organisation();
      if (row.content.type === 'text') return [`${name}: ${row.content.text}`];
      if (row.content.type === 'file') return [t('announce-file', { name, file: row.content.file.name })];
      return row.content.type === 'notice' ? [noticeWords(row.content.notice, held)] : [];
    });
    if (spoken.length === 0) return;
    setWords(spoken.join('\n'));
    if (!onScreen()) ding();
  }, [held]);
  return (
    <div class="visually-hidden" aria-live="polite">
      {words}
    </div>
  );
}

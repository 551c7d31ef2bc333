import { useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { MeetingModel } from './model.ts';
import type { Talks } from './talks.ts';
import { type Spoken, sayAt } from './who-speaks.ts';

type Props = { model: MeetingModel; talks: Talks | null };

/** What those who don't see the page need to hear: who speaks, and what is written while the chat is closed. */
export function Speech({ model, talks }: Props): JSX.Element {
  const conversation = model.lobby.value?.conversation ?? null;
  return (
    <>
      <WhoSpeaks model={model} />
      {talks !== null && <Written key={conversation} talks={talks} conversation={conversation} />}
    </>
  );
}

function WhoSpeaks({ model }: { model: MeetingModel }): JSX.Element {
  const [words, setWords] = useState('');
  const before = useRef<Spoken>({ names: '', at: 0 });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useSignalEffect(() => {
    const me = model.me.value?.person;
    const people = model.room.value?.people ?? [];
    const names = model.speakers.value
      .filter((person) => person !== me)
      .flatMap((person) => people.find((one) => one.person === person)?.name ?? []);
    clearTimeout(timer.current);
    const at = sayAt(before.current, names, Date.now());
    if (at === null) return;
    timer.current = setTimeout(() => {
      before.current = { names: names.join(', '), at: Date.now() };
      setWords(t('speaks', { names: names.join(', ') }));
    }, at - Date.now());
  });
  return (
    <p class="visually-hidden" aria-live="polite">
      {words}
    </p>
  );
}

type WrittenProps = { talks: Talks; conversation: string | null };

/** What others write in a conversation, once. Keyed by it. */
export function Written({ talks, conversation }: WrittenProps): JSX.Element {
  const [words, setWords] = useState('');
  const told = useRef<number | null>(null);
  useSignalEffect(() => {
    const held = talks.open.value.get(conversation ?? '')?.held.value;
    if (held === undefined || !held.loaded) return;
    const last = held.rows.at(-1)?.seq ?? 0;
    const from = told.current;
    told.current = last;
    // What was there when the page came is read, not said.
    if (from === null) return;
    const fresh = held.rows.flatMap(({ seq, author, content }) => {
      if (seq <= from || author === talks.me) return [];
      const name = held.participants.find((one) => one.person === author)?.name ?? '';
      if (content.type === 'text') return [`${name}: ${content.text}`];
      return content.type === 'file' ? [t('announce-file', { name, file: content.file.name })] : [];
    });
    if (fresh.length > 0) setWords(fresh.join('\n'));
  });
  return (
    <p class="visually-hidden" aria-live="polite">
      {words}
    </p>
  );
}

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { CannedReply } from '../protocol/CannedReply.ts';
import { filled } from './canned.ts';

type Props = {
  replies: readonly CannedReply[];
  chosen: number;
  customer: string;
  advisor: string;
  onChoose: (reply: CannedReply) => void;
};

/** Canned replies that fit what is written after `/`. The box keeps the focus; arrows and Enter are its. */
export function CannedList({ replies, chosen, customer, advisor, onChoose }: Props): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const reply = replies[chosen];
  return (
    <div class="canned">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <ul ref={list} tabIndex={0} aria-label={t('canned')}>
        {replies.map((one, at) => (
          <li key={one.id}>
            <button
              type="button"
              class="canned-item"
              tabIndex={-1}
              aria-current={at === chosen}
              onPointerDown={(e) => e.preventDefault()}
              onClick={() => onChoose(one)}
            >
              <span class="canned-head">
                <strong>{one.title}</strong>
                <kbd>/{one.shortcut}</kbd>
              </span>
              <span class="canned-text">{filled(one.text, { customer, advisor })}</span>
            </button>
          </li>
        ))}
      </ul>
      <p class="canned-hint">
        <kbd>↑</kbd> <kbd>↓</kbd> {t('canned-move')} <kbd>Enter</kbd> {t('canned-insert')} <kbd>Esc</kbd>{' '}
        {t('close')}
      </p>
      <p class="visually-hidden" role="status">
        {reply !== undefined && t('canned-chosen', { title: reply.title, n: chosen + 1, of: replies.length })}
      </p>
    </div>
  );
}

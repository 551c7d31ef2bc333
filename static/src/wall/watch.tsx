import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Pane } from '../desk/pane.tsx';
import type { Me } from '../desk/session.ts';
import { t } from '../i18n/i18n.ts';

type Props = { me: Me; conversation: string; onClose: () => void };

/** One conversation beside the wall: seen silently, with a word to the advisor, a part in it, or all of it at hand. */
export function Watch({ me, conversation, onClose }: Props): JSX.Element {
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <aside
      ref={panel}
      class="wall-watch"
      aria-label={t('watch-title')}
      tabIndex={-1}
      onKeyDown={(e) => {
        if (e.key === 'Escape' && !e.defaultPrevented) onClose();
      }}
    >
      <Pane conversation={conversation} me={me} current onClose={onClose} />
    </aside>
  );
}

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Keeps the focus with what was pressed when its line moves to another place, which takes the focus away. Lines carry
 * `data-line`, buttons in them `data-deed`; a button that can't be pressed there leaves the focus to another of its line.
 */
export function useFocusKept(root: RefObject<HTMLElement | null>): (line: string, deed: string) => void {
  const pressed = useRef<{ line: string; deed: string } | null>(null);
  useLayoutEffect(() => {
    const last = pressed.current;
    if (last === null || root.current === null) return;
    // Whoever has gone elsewhere is left there.
    if (document.activeElement !== document.body) return;
    const line = root.current.querySelector(`[data-line="${CSS.escape(last.line)}"]`);
    const same = line?.querySelector<HTMLElement>(`[data-deed="${last.deed}"]:not(:disabled)`);
    (same ?? line?.querySelector<HTMLElement>(':is(button, input):not(:disabled)'))?.focus();
  });
  return (line, deed) => {
    pressed.current = { line, deed };
  };
}

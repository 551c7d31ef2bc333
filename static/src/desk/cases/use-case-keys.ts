/* Keys on the pages of cases: what each asks for is in `case-keys.ts`, what it does is told by the page. */
import { useLayoutEffect } from 'preact/hooks';
import { lettersOn } from '../shortcuts.tsx';
import { focusIn, isLetter } from '../use-keys.ts';
import type { Where } from './case-keys.ts';

export function useDeeds<D extends string>(
  deedOf: (key: KeyboardEvent, where: Where) => D | null,
  deeds: { readonly [deed in D]?: () => void },
): void {
  // Before the page is seen: what is drawn answers to its keys.
  useLayoutEffect(() => {
    const onKeyDown = (e: KeyboardEvent): void => {
      if (e.defaultPrevented || e.isComposing || document.querySelector('dialog[open]') !== null) return;
      const deed = deedOf(e, focusIn(e.target));
      const act = deed === null ? undefined : deeds[deed];
      if (act === undefined || (!lettersOn.value && isLetter(e))) return;
      e.preventDefault();
      act();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}

import { useEffect } from 'preact/hooks';
import { organisation } from '../organisation.ts';

/** Names the tab by what is on the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${organisation()}`;
  }, [title]);
}

import { useEffect, useRef, useState } from 'preact/hooks';

/** As the server takes them. */
export const SEARCH_CHARS = 200;
/** After the last letter; each question is a search in the database. */
const SEARCH_AFTER_MS = 250;

/** What is being typed, and how to set it: told a moment after the last letter. */
export function useTyped(value: string, onTyped: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const told = useRef(value);
  useEffect(() => {
    // What comes back as it was told takes nothing from what has been typed since.
    if (value !== told.current) setText(value);
    told.current = value;
  }, [value]);
  useEffect(() => {
    if (text.trim() === value.trim()) return;
    const soon = setTimeout(() => {
      told.current = text.trim();
      onTyped(told.current);
    }, SEARCH_AFTER_MS);
    return () => clearTimeout(soon);
  });
  return [text, setText];
}

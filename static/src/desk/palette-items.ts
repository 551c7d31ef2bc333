/* What `Ctrl K` can do, and how it is found. Pure but for the deeds themselves. */

export type PaletteItem = {
  key: string;
  /** What it does, in words; all of them are searched. */
  label: string;
  /** What kind of thing it is. */
  kind: string;
  onChoose: () => void;
};

/** The items that hold every word written, in any order; those whose label begins with the first word before others. */
export function found(items: readonly PaletteItem[], search: string): PaletteItem[] {
  const words = search.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  const first = words[0];
  if (first === undefined) return [...items];
  const fits = items.filter((item) => {
    const text = `${item.label} ${item.kind}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
  const begins = (item: PaletteItem): number => Number(item.label.toLocaleLowerCase().startsWith(first));
  return fits
    .map((item, at) => ({ item, at }))
    .sort((a, b) => begins(b.item) - begins(a.item) || a.at - b.at)
    .map(({ item }) => item);
}

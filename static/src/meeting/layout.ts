/*
 * Which picture goes where in the call. Pure: the stage draws what is decided here, and CSS decides how large.
 */
import type { Tile } from './model.ts';

/** What its person has chosen; with one other there is nothing to choose. */
export type Layout = 'grid' | 'speaker';

export type Stage = {
  /** Large: a shared screen, whoever speaks, or everybody alike. */
  main: readonly Tile[];
  /** In a row beside, when something else is large. */
  strip: readonly Tile[];
  /** One's own picture, always small. */
  own: Tile | null;
  /** Whether the other layout would look different. */
  choice: boolean;
};

/** Who is looked at: the loudest of the others; whoever spoke last, while nobody does. */
export function focusOf(
  before: string | null,
  speakers: readonly string[],
  tiles: readonly Tile[],
): string | null {
  const others = new Set(tiles.filter((tile) => !tile.own).map((tile) => tile.person));
  const speaking = speakers.filter((person) => others.has(person));
  // Who is looked at and still speaks stays: two who talk at once must not make the picture jump.
  if (before !== null && speaking.includes(before)) return before;
  const first = speaking[0];
  if (first !== undefined) return first;
  return before !== null && others.has(before) ? before : ([...others][0] ?? null);
}

/** Puts each tile in its place. A screen is large whatever the layout: it was shared to be read. */
export function arrange(tiles: readonly Tile[], layout: Layout, focus: string | null): Stage {
  const own = tiles.find((tile) => tile.own && tile.source === 'camera') ?? null;
  const others = tiles.filter((tile) => !tile.own);
  const cameras = others.filter((tile) => tile.source === 'camera');
  const screens = others.filter((tile) => tile.source === 'screen');
  // The newest is the one that is talked about now.
  const screen = screens.at(-1);
  if (screen !== undefined) {
    return { main: [screen], strip: [...screens.slice(0, -1), ...cameras], own, choice: false };
  }
  const choice = cameras.length > 1;
  const first = cameras.find((tile) => tile.person === focus) ?? cameras[0];
  if (layout === 'grid' || !choice || first === undefined) return { main: cameras, strip: [], own, choice };
  return { main: [first], strip: cameras.filter((tile) => tile !== first), own, choice };
}

/** How many columns and rows hold `count` pictures, in a wide place and in a high one. */
export function gridOf(count: number): { wide: [number, number]; high: [number, number] } {
  if (count <= 1) return { wide: [1, 1], high: [1, 1] };
  if (count === 2) return { wide: [2, 1], high: [1, 2] };
  if (count <= 4) return { wide: [2, 2], high: count === 3 ? [1, 3] : [2, 2] };
  return { wide: [3, 2], high: [2, 3] };
}

/* Trees of options, as a field of a form has them. */
import type { TreeOption } from '../protocol/TreeOption.ts';

/** From the outermost branch to the option with this key, itself included; empty where there is none. */
export function pathTo(options: readonly TreeOption[], key: string): readonly TreeOption[] {
  for (const option of options) {
    if (option.key === key) return [option];
    const below = pathTo(option.options, key);
    if (below.length > 0) return [option, ...below];
  }
  return [];
}

/** What to choose of on each level: as many as have been chosen on, and the next where there is one. */
export function levelsOf(
  options: readonly TreeOption[],
  path: readonly TreeOption[],
): readonly (readonly TreeOption[])[] {
  return [options, ...path.map((chosen) => chosen.options)].filter((level) => level.length > 0);
}

/*
 * Which conversations stand side by side, and which of them has the keys. Pure.
 * Invariant: no conversation stands twice; `current` is one of them unless none is open.
 */

export type Panes = { open: readonly string[]; current: string | null };

export const NO_PANES: Panes = { open: [], current: null };
/** Three texts side by side is what one can follow; a fourth takes the place of the one left longest ago. */
export const MOST_PANES = 3;

/** Shows a conversation in the place of the current one. */
export function shown(panes: Panes, conversation: string): Panes {
  if (panes.open.includes(conversation)) return { ...panes, current: conversation };
  const at = panes.current === null ? -1 : panes.open.indexOf(panes.current);
  const open = at < 0 ? [...panes.open, conversation] : panes.open.with(at, conversation);
  return { open: open.slice(-MOST_PANES), current: conversation };
}

/** Shows a conversation beside those that are open. */
export function shownBeside(panes: Panes, conversation: string): Panes {
  if (panes.open.includes(conversation)) return { ...panes, current: conversation };
  return { open: [...panes.open, conversation].slice(-MOST_PANES), current: conversation };
}

/** Takes one away; its neighbour gets the keys. */
export function closed(panes: Panes, conversation: string): Panes {
  const at = panes.open.indexOf(conversation);
  if (at < 0) return panes;
  const open = panes.open.filter((one) => one !== conversation);
  const current =
    panes.current === conversation ? (open[Math.min(at, open.length - 1)] ?? null) : panes.current;
  return { open, current };
}

/** The conversation `step` places from the current one in a list, without going round. */
export function neighbour(list: readonly string[], current: string | null, step: 1 | -1): string | null {
  const at = current === null ? -1 : list.indexOf(current);
  if (at < 0) return (step === 1 ? list[0] : list.at(-1)) ?? null;
  return list[at + step] ?? null;
}

/** As remembered by the browser; anything else is no panes. */
export function parsed(text: string | null): Panes {
  if (text === null) return NO_PANES;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('open' in value) || !Array.isArray(value.open))
      return NO_PANES;
    const open = [...new Set(value.open.filter((one): one is string => typeof one === 'string'))].slice(
      -MOST_PANES,
    );
    const current = 'current' in value && typeof value.current === 'string' ? value.current : null;
    return { open, current: current !== null && open.includes(current) ? current : (open[0] ?? null) };
  } catch {
    return NO_PANES;
  }
}

/*
 * A signature while it is drawn: strokes of points in a box of the server's, so that it is the same on every screen and
 * stays when the screen is turned.
 */
export type Point = [number, number];
export type Strokes = readonly (readonly Point[])[];

/** As on the wire: `SIGNATURE_BOX`, `MAX_STROKES`, `MAX_STROKE_POINTS`. */
export const WIDE = 1_000;
export const HIGH = 400;
export const MAX_STROKES = 200;
export const MAX_POINTS = 5_000;

/** Nearer to the last one a point adds nothing that can be seen. */
const APART = 3;

type Place = { left: number; top: number; width: number; height: number };

/** Where in the box a press on the screen is; outside it, the nearest place in it. */
export function pointAt({ left, top, width, height }: Place, x: number, y: number): Point {
  return [within(WIDE, (x - left) / width), within(HIGH, (y - top) / height)];
}

function within(size: number, part: number): number {
  return Number.isFinite(part) ? Math.round(Math.min(Math.max(part, 0), 1) * size) : 0;
}

/** With another stroke begun. What would be too much is not taken. */
export function begun(strokes: Strokes, at: Point): Strokes {
  return strokes.length >= MAX_STROKES || isFull(strokes) ? strokes : [...strokes, [at]];
}

/** With the last stroke drawn on. */
export function drawnOn(strokes: Strokes, to: Point): Strokes {
  const last = strokes.at(-1);
  const end = last?.at(-1);
  if (last === undefined || end === undefined || isFull(strokes)) return strokes;
  if (Math.hypot(to[0] - end[0], to[1] - end[1]) < APART) return strokes;
  return [...strokes.slice(0, -1), [...last, to]];
}

/** Whether more than a dot is drawn. */
export function isDrawn(strokes: Strokes): boolean {
  const first = strokes[0]?.[0];
  if (first === undefined) return false;
  return strokes.some((stroke) => stroke.some(([x, y]) => x !== first[0] || y !== first[1]));
}

/** A stroke as the path of a picture. */
export function pathOf(stroke: readonly Point[]): string {
  const [first, ...rest] = stroke;
  if (first === undefined) return '';
  // A dot is a line to where it began.
  const on = rest.length === 0 ? [first] : rest;
  return `M${first[0]} ${first[1]}${on.map(([x, y]) => `L${x} ${y}`).join('')}`;
}

function isFull(strokes: Strokes): boolean {
  return strokes.reduce((count, stroke) => count + stroke.length, 0) >= MAX_POINTS;
}

import { describe, expect, it } from 'vitest';
import {
  begun,
  drawnOn,
  isDrawn,
  MAX_POINTS,
  MAX_STROKES,
  pathOf,
  pointAt,
  type Strokes,
} from './signature.ts';

describe('a signature', () => {
  it('is the same wherever and however large it is drawn', () => {
    const phone = { left: 20, top: 300, width: 350, height: 140 };
    const turned = { left: 40, top: 60, width: 700, height: 280 };
    expect(pointAt(phone, 20 + 175, 300 + 70)).toEqual([500, 200]);
    expect(pointAt(turned, 40 + 350, 60 + 140)).toEqual([500, 200]);
    expect(pointAt(phone, 0, 9_999)).toEqual([0, 400]);
    expect(pointAt({ left: 0, top: 0, width: 0, height: 0 }, 0, 0)).toEqual([0, 0]);
  });

  it('leaves out points that add nothing', () => {
    let strokes: Strokes = begun([], [10, 10]);
    strokes = drawnOn(drawnOn(strokes, [11, 10]), [20, 10]);
    expect(strokes).toEqual([
      [
        [10, 10],
        [20, 10],
      ],
    ]);
    expect(drawnOn([], [1, 1])).toEqual([]);
  });

  it('takes no more than the server does', () => {
    let strokes: Strokes = [];
    for (let n = 0; n <= MAX_STROKES; n += 1) strokes = begun(strokes, [n, 0]);
    expect(strokes).toHaveLength(MAX_STROKES);
    const long: Strokes = [Array.from({ length: MAX_POINTS }, (_, n) => [n % 1_000, 0])];
    expect(drawnOn(long, [0, 400])).toBe(long);
    expect(begun(long, [0, 400])).toBe(long);
  });

  it('is more than a dot', () => {
    expect(isDrawn([])).toBe(false);
    expect(isDrawn([[[5, 5]], [[5, 5]]])).toBe(false);
    expect(isDrawn([[[5, 5]], [[6, 5]]])).toBe(true);
  });

  it('is a path for each stroke', () => {
    expect(
      pathOf([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    ).toBe('M1 2L3 4L5 6');
    expect(pathOf([[1, 2]])).toBe('M1 2L1 2');
    expect(pathOf([])).toBe('');
  });
});

import { describe, expect, it } from 'vitest';
import { arrange, focusOf, gridOf } from './layout.ts';
import type { Tile } from './model.ts';

const tile = (person: string, changes: Partial<Tile> = {}): Tile => ({
  key: `${person}:${changes.source ?? 'camera'}`,
  person,
  source: 'camera',
  name: person,
  title: '',
  own: person === 'me',
  isHost: false,
  track: null,
  stream: null,
  cameraOff: false,
  micOff: false,
  held: false,
  lost: false,
  dark: false,
  ...changes,
});
const [me, anna, bo, eva] = [tile('me'), tile('anna'), tile('bo'), tile('eva')];
const keys = (tiles: readonly Tile[]): string[] => tiles.map((one) => one.key);

describe('where the pictures go', () => {
  it('lets the only other fill the place, whatever the layout', () => {
    for (const layout of ['grid', 'speaker'] as const) {
      const stage = arrange([me, anna], layout, 'anna');
      expect([keys(stage.main), keys(stage.strip), stage.own, stage.choice]).toEqual([
        ['anna:camera'],
        [],
        me,
        false,
      ]);
    }
  });

  it('shows all others alike in the grid, and never oneself among them', () => {
    const stage = arrange([me, anna, bo, eva], 'grid', 'bo');
    expect(keys(stage.main)).toEqual(['anna:camera', 'bo:camera', 'eva:camera']);
    expect(stage.choice).toBe(true);
  });

  it('shows whoever is looked at large, the others in a row', () => {
    const stage = arrange([me, anna, bo, eva], 'speaker', 'bo');
    expect([keys(stage.main), keys(stage.strip)]).toEqual([['bo:camera'], ['anna:camera', 'eva:camera']]);
  });

  it('shows the newest screen large in any layout, the others and all cameras beside', () => {
    const [first, second] = [tile('anna', { source: 'screen' }), tile('bo', { source: 'screen' })];
    const stage = arrange([me, anna, first, bo, second], 'grid', 'anna');
    expect(keys(stage.main)).toEqual(['bo:screen']);
    expect(keys(stage.strip)).toEqual(['anna:screen', 'anna:camera', 'bo:camera']);
  });

  it('doesn’t show one’s own screen to oneself', () => {
    const stage = arrange([me, tile('me', { source: 'screen' }), anna], 'grid', null);
    expect(keys([...stage.main, ...stage.strip])).toEqual(['anna:camera']);
  });

  it('has a cell for each, in a wide and in a high place', () => {
    for (let count = 1; count <= 6; count++) {
      const { wide, high } = gridOf(count);
      for (const [columns, rows] of [wide, high]) expect(columns * rows).toBeGreaterThanOrEqual(count);
    }
  });
});

describe('who is looked at', () => {
  const tiles = [me, anna, bo];
  it('is the loudest of the others, and stays while they still speak', () => {
    expect(focusOf(null, ['bo', 'anna'], tiles)).toBe('bo');
    expect(focusOf('anna', ['bo', 'anna'], tiles)).toBe('anna');
    expect(focusOf('anna', ['bo'], tiles)).toBe('bo');
  });

  it('is never oneself, and is kept through silence', () => {
    expect(focusOf('anna', ['me'], tiles)).toBe('anna');
    expect(focusOf('anna', [], tiles)).toBe('anna');
    expect(focusOf('gone', [], tiles)).toBe('anna');
    expect(focusOf('anna', [], [me])).toBeNull();
  });
});

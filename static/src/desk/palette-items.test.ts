import { expect, it } from 'vitest';
import { found, type PaletteItem } from './palette-items.ts';

const item = (label: string, kind = 'Gör'): PaletteItem => ({ key: label, label, kind, onChoose: () => undefined });
const items = [item('Gå till Maja Ek', 'Samtal'), item('Bli upptagen'), item('Maja Holm', 'Samtal')];
const labels = (search: string): string[] => found(items, search).map((one) => one.label);

it('finds what holds every word, in any order', () => {
  expect(labels('ek maja')).toEqual(['Gå till Maja Ek']);
  expect(labels('samtal holm')).toEqual(['Maja Holm']);
  expect(labels('finns inte')).toEqual([]);
});

it('puts what begins with the word first and keeps the order otherwise', () => {
  expect(labels('maja')).toEqual(['Maja Holm', 'Gå till Maja Ek']);
  expect(labels('')).toEqual(['Gå till Maja Ek', 'Bli upptagen', 'Maja Holm']);
});

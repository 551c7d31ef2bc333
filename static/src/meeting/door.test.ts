import { expect, it } from 'vitest';
import { doorOf } from './door.ts';

const LINK = 'q1w2e3r4t5y6u7i8o9p0a1s2d3f4-_h6';
const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

it('comes by a link or as somebody known', () => {
  expect(doorOf(`/m/${LINK}`)).toEqual({ by: 'link', link: LINK });
  expect(doorOf(`/meeting/${ID}/`)).toEqual({ by: 'meeting', meeting: ID });
});

it('finds no door at any other address', () => {
  for (const path of [
    '/',
    '/m',
    '/m/',
    '/m/short',
    `/m/${LINK}x`,
    `/meeting/${LINK}`,
    `/meeting/${ID}/more`,
    `/x/${ID}`,
  ])
    expect(doorOf(path)).toBeNull();
});

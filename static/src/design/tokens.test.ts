import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Scheme = 'light' | 'dark';
type Oklch = readonly [lightness: number, chroma: number, hue: number];

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');

/** The highest chroma an organisation may ask for; see the head of tokens.css. */
const MAX_BRAND_CHROMA = 0.13;

function colour(name: string, scheme: Scheme, hue: number, chroma: number): Oklch {
  const declared = new RegExp(`--${name}:\\s*([^;]+);`).exec(css)?.[1];
  if (declared === undefined) throw new Error(`no token --${name}`);
  const alias = /^var\(--([\w-]+)\)$/.exec(declared.trim())?.[1];
  if (alias !== undefined) return colour(alias, scheme, hue, chroma);
  const filled = declared
    .replaceAll('var(--brand-hue)', `${hue}`)
    .replaceAll('var(--brand-chroma)', `${chroma}`);
  const found = [...filled.matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map((m) =>
    m.slice(1).map(Number),
  );
  const values = found[scheme === 'light' ? 0 : 1];
  if (values?.length !== 3) throw new Error(`--${name} is not light-dark(oklch(…), oklch(…))`);
  return values as unknown as Oklch;
}

/** Relative luminance (WCAG 2.2), by Ottosson's OKLab matrices, clipped into sRGB as a browser does. */
function luminance([l, c, h]: Oklch): number {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (x: number): number => Math.min(1, Math.max(0, x));
  const red = clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short);
  const green = clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short);
  const blue = clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Oklch, other: Oklch): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((x, y) => y - x) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

const GROUNDS = ['canvas', 'surface', 'surface-raised', 'surface-sunken'] as const;
const WORDS: [string, string][] = [
  ...[...GROUNDS, 'surface-hover'].flatMap((on): [string, string][] => [
    ['text', on],
    ['text-muted', on],
  ]),
  ...GROUNDS.flatMap((on): [string, string][] => [
    ['accent-text', on],
    ['danger-text', on],
    ['success-text', on],
    ['warning-text', on],
  ]),
  ['accent-text', 'surface-hover'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['accent-text', 'accent-soft'],
  ['text', 'accent-soft'],
  ['text-muted', 'accent-soft'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['danger-text', 'danger-soft'],
  ['text', 'danger-soft'],
  ['success-text', 'success-soft'],
  ['text', 'success-soft'],
  ['warning-text', 'warning-soft'],
  ['text', 'warning-soft'],
  ['on-bubble-own', 'bubble-own'],
  ['text', 'bubble-other'],
  ['text-muted', 'bubble-other'],
  ['text', 'bubble-note'],
];
const SHAPES: [string, string][] = GROUNDS.flatMap((on): [string, string][] => [
  ['line-strong', on],
  ['focus', on],
  ['accent', on],
  ['danger', on],
  ['success', on],
  ['warning', on],
]);

describe.each<Scheme>(['light', 'dark'])('contrast in %s', (scheme) => {
  const hues = [190, ...Array.from({ length: 24 }, (_, i) => i * 15)];
  const worst = (front: string, ground: string): number =>
    Math.min(
      ...hues.flatMap((hue) =>
        [0, 0.075, MAX_BRAND_CHROMA].map((chroma) =>
          contrast(colour(front, scheme, hue, chroma), colour(ground, scheme, hue, chroma)),
        ),
      ),
    );

  it.each(WORDS)('%s reads on %s, whatever the brand', (front, ground) => {
    expect(worst(front, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SHAPES)('%s is seen on %s, whatever the brand', (front, ground) => {
    expect(worst(front, ground)).toBeGreaterThanOrEqual(3);
  });
});

import { expect, it } from 'vitest';
import { timeOfDay } from './time-of-day.ts';

it('understands a time as it is written', () => {
  for (const [written, time] of [
    ['8', '08:00'],
    ['08', '08:00'],
    ['8:30', '08:30'],
    ['8.30', '08:30'],
    ['830', '08:30'],
    ['0830', '08:30'],
    [' 17:05 ', '17:05'],
    ['24', '24:00'],
    ['00:00', '00:00'],
  ] as const) {
    expect(timeOfDay(written)).toBe(time);
  }
});

it('says when it is none', () => {
  for (const written of ['', '25', '24:01', '8:60', '8:3', 'åtta', '12:00 AM', '-1']) {
    expect(timeOfDay(written)).toBeNull();
  }
});

import { describe, expect, it } from 'vitest';
import { isPhone, telOf } from './phone.ts';

describe('a telephone number', () => {
  it('is one as the server has it', () => {
    for (const right of ['070-174 06 05', '+46 70 174 06 05', '(070) 174/06.05', '12345'])
      expect(isPhone(right), right).toBe(true);
    for (const wrong of ['', 'ring mig', '0701', '1'.repeat(16), '070+1740605', `07017406${' '.repeat(40)}`])
      expect(isPhone(wrong), wrong).toBe(false);
  });

  it('is called without what is not dialled', () => {
    expect(telOf('070-174 06 05')).toBe('tel:0701740605');
    expect(telOf('(070) 174/06.05')).toBe('tel:0701740605');
    expect(telOf('+46 (0)70-174 06 05')).toBe('tel:+46701740605');
    expect(telOf('0046(0)70 174 06 05')).toBe('tel:0046701740605');
  });
});

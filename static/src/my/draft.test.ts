import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryStorage } from '../stores/device.ts';
import { draftKey, forgetFormDraft, isBegun, keepFormDraft, newDraft, readFormDraft } from './draft.ts';

describe('a form that has been begun', () => {
  beforeEach(() => void vi.stubGlobal('localStorage', memoryStorage()));
  afterEach(() => void vi.unstubAllGlobals());

  it('is there again after a reload, under the same id', () => {
    const draft = { ...newDraft(), title: 'Hissen står', values: { street: 'Ågatan 4' } };
    keepFormDraft('service-report', null, draft);
    expect(readFormDraft('service-report', null)).toEqual(draft);
    forgetFormDraft('service-report', null);
    expect(readFormDraft('service-report', null)).toBeNull();
  });

  it('goes on as that of the account that its writer signs in to, and leaves the device’s', () => {
    const draft = { ...newDraft(), title: 'Hissen står' };
    keepFormDraft('service-report', null, draft);
    expect(readFormDraft('service-report', 'maja')).toEqual(draft);
    expect(readFormDraft('service-report', null)).toBeNull();
    expect(readFormDraft('service-report', 'bo')).toBeNull();
  });

  it('is none when what is kept can’t be read', () => {
    localStorage.setItem(`samtal.draft.${draftKey('relocation', null)}`, '{"title":');
    expect(readFormDraft('relocation', null)).toBeNull();
  });

  it('is begun with the first word', () => {
    expect(isBegun(newDraft())).toBe(false);
    expect(isBegun({ ...newDraft(), values: { street: 'Å' } })).toBe(true);
    expect(isBegun({ ...newDraft(), urgent: true })).toBe(true);
  });
});

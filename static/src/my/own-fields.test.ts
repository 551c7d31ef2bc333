import { describe, expect, it } from 'vitest';
import { type Draft, newDraft } from './draft.ts';
import { type Asked, ownFaults, placed } from './own-fields.ts';

function faults(draft: Partial<Draft>, asked: Asked): string[] {
  return ownFaults({ ...newDraft(), title: 'Hissen står', ...draft }, asked).map(
    ({ field, fault }) => `${field} ${fault}`,
  );
}

describe('what every case has', () => {
  it('is a title', () => {
    expect(faults({ title: '  ' }, 'nothing')).toEqual(['.title missing']);
    expect(faults({ title: 'x'.repeat(201) }, 'nothing')).toEqual(['.title too_long']);
    expect(faults({}, 'nothing')).toEqual([]);
  });

  it('is a name and a way to answer, where nothing is known', () => {
    expect(faults({}, 'a_way')).toEqual(['.name missing', '.email missing']);
    expect(faults({ name: 'Maja', phone: '070-174 06 05' }, 'a_way')).toEqual([]);
    expect(faults({ name: 'Maja', email: 'maja@example.org' }, 'a_way')).toEqual([]);
    expect(faults({}, 'if_any')).toEqual([]);
  });

  it('is an address and a number that can be such', () => {
    expect(faults({ email: 'maja@', phone: 'ring mig' }, 'if_any')).toEqual([
      '.email not_of_kind',
      '.phone not_of_kind',
    ]);
  });

  it('has its faults beside the form’s own, though they be called alike', () => {
    const told = [
      { field: 'title', fault: 'missing' as const },
      { field: 'phone', fault: 'not_of_kind' as const },
    ];
    const words = { sv: '', en: '' };
    const phone = {
      key: 'phone',
      label: words,
      help: words,
      kind: { type: 'phone' as const },
      show: [],
      required: { when: 'never' as const },
      staff_only: false,
    };
    expect(placed({ fields: [phone] }, told)).toEqual([{ field: '.title', fault: 'missing' }, told[1]]);
  });
});

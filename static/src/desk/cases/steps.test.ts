import { expect, it } from 'vitest';
import { STATUSES } from './filters.ts';
import { nextSteps } from './steps.ts';

it('lead only where the server lets a case go', () => {
  for (const status of STATUSES) {
    const steps = nextSteps(status);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps).not.toContain(status);
    // A case is new once, and a closed one is opened again first.
    expect(steps).not.toContain('new');
    if (status === 'closed') expect(steps).toEqual(['active']);
  }
});

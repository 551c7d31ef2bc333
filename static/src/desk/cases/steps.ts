/*
 * What is sensible to do next with a case, by how far it is. Pure.
 */
import type { CaseStatus } from '../../protocol/CaseStatus.ts';

/** The most likely first: that one is the button one sees. */
export function nextSteps(status: CaseStatus): readonly CaseStatus[] {
  switch (status) {
    case 'new':
      return ['active', 'waiting', 'paused', 'resolved'];
    case 'active':
      return ['resolved', 'waiting', 'paused'];
    case 'waiting':
    case 'paused':
      return ['active', 'resolved'];
    case 'resolved':
      return ['closed', 'active'];
    case 'closed':
      return ['active'];
    default:
      return status satisfies never;
  }
}

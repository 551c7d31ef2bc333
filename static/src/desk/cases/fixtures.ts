/* A case to test with. */
import type { CaseRow } from '../../protocol/CaseRow.ts';

export function aCase(told: Partial<CaseRow> = {}): CaseRow {
  return {
    id: '0192f0c1-2b3c-7d4e-8f50-617283940001',
    number: '2026-000001',
    title: 'Diskmaskinen tömmer inte',
    type: '0192f0c1-2b3c-7d4e-8f50-617283940002',
    type_name: { sv: 'Serviceanmälan', en: 'Service report' },
    status: 'new',
    urgent: false,
    customer: '0192f0c1-2b3c-7d4e-8f50-617283940003',
    customer_name: 'Maja Ek',
    team: '0192f0c1-2b3c-7d4e-8f50-617283940004',
    object: '',
    street: '',
    invoice_reference: '',
    created_at: '2026-11-20T08:00:00Z',
    changed_at: '2026-11-20T08:00:00Z',
    unread: 0,
    wanted: 0,
    ...told,
  };
}

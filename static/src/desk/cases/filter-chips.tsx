import type { JSX } from 'preact';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import { LinkButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Check, DateField } from '../../ui/native-field.tsx';
import { queues, staff } from '../live.ts';
import { shownCases } from './cases-live.ts';
import { Chip, Choices } from './chip.tsx';
import { DUES, type Filters, OPEN, STATUSES, sameStatus, toggled } from './filters.ts';
import { SEARCH_CHARS, useTyped } from './typed.ts';
import { useTypes } from './types.ts';

export type ChipProps = { filters: Filters; change: (changes: Partial<Filters>) => void };

export function StatusChip({ filters, change }: ChipProps): JSX.Element {
  const { status } = filters;
  return (
    <Chip label={t('case-status')} chosen={statusWords(filters)} onClear={() => change({ status: OPEN })}>
      <fieldset class="chip-choices">
        <legend class="visually-hidden">{t('case-status')}</legend>
        {STATUSES.map((one) => (
          <Check
            key={one}
            label={t(`case-status-${one}`)}
            checked={status.length === 0 || status.includes(one)}
            onChange={() => {
              const next = toggled(status.length === 0 ? STATUSES : status, one);
              change({ status: next.length === STATUSES.length ? [] : next.length === 0 ? OPEN : next });
            }}
          />
        ))}
      </fieldset>
    </Chip>
  );
}

function statusWords({ status }: Filters): string | null {
  if (sameStatus(status, OPEN)) return null;
  if (status.length === 0) return t('case-status-all');
  const first = t(`case-status-${status[0] ?? 'new'}`);
  return status.length === 1 ? first : t('case-status-more', { first, n: status.length - 1 });
}

export function TypeChip({ filters, change }: ChipProps): JSX.Element {
  const types = useTypes() ?? [];
  const chosen = types.find((type) => type.id === filters.type);
  return (
    <Chip
      label={t('case-type')}
      chosen={filters.type === '' ? null : chosen === undefined ? '…' : localised(chosen.name)}
      onClear={() => change({ type: '' })}
    >
      <Choices
        label={t('case-type')}
        name="case-type"
        value={filters.type}
        options={[
          { value: '', label: t('case-any-type') },
          ...types.map((type) => ({ value: type.id, label: localised(type.name) })),
        ]}
        onChange={(type) => change({ type })}
      />
    </Chip>
  );
}

export function OwnerChip({ filters, change }: ChipProps): JSX.Element {
  const options = [
    { value: '', label: t('case-anybody') },
    { value: 'me', label: t('case-me') },
    { value: 'none', label: t('case-nobody') },
    ...staff.value.colleagues
      .map((one) => ({ value: one.person as string, label: one.name }))
      .sort((a, b) => a.label.localeCompare(b.label, 'sv')),
  ];
  const chosen = options.find((option) => option.value === filters.owner);
  return (
    <Chip
      label={t('case-owner')}
      chosen={filters.owner === '' ? null : (chosen?.label ?? '…')}
      onClear={() => change({ owner: '' })}
    >
      <Choices
        label={t('case-owner')}
        name="case-owner"
        value={filters.owner}
        options={options}
        onChange={(owner) => change({ owner })}
      />
    </Chip>
  );
}

export function TeamChip({ filters, change }: ChipProps): JSX.Element {
  const options = queues.value.map((queue) => ({ value: queue.id as string, label: localised(queue.name) }));
  const chosen = options.find((option) => option.value === filters.team);
  return (
    <Chip
      label={t('case-team')}
      chosen={filters.team === '' ? null : (chosen?.label ?? '…')}
      onClear={() => change({ team: '' })}
    >
      <Choices
        label={t('case-team')}
        name="case-team"
        value={filters.team}
        options={[{ value: '', label: t('case-any-team') }, ...options]}
        onChange={(team) => change({ team })}
      />
    </Chip>
  );
}

export function DaysChip({ filters, change }: ChipProps): JSX.Element {
  const { from, to } = filters;
  const chosen = from === '' && to === '' ? null : `${from}–${to}`;
  return (
    <Chip label={t('case-days-filter')} chosen={chosen} onClear={() => change({ from: '', to: '' })}>
      <DateField label={t('case-from')} value={from} onInput={(day) => change({ from: day })} />
      <DateField label={t('case-to')} value={to} onInput={(day) => change({ to: day })} />
    </Chip>
  );
}

/** By the end of today, or late already. */
export function DueChip({ filters, change }: ChipProps): JSX.Element {
  return (
    <Chip
      label={t('case-column-due')}
      chosen={filters.due === '' ? null : t(`case-due-by-${filters.due}`)}
      onClear={() => change({ due: '' })}
    >
      <Choices
        label={t('case-column-due')}
        name="case-due"
        value={filters.due}
        options={DUES.map((due) => ({ value: due, label: t(`case-due-by-${due || 'any'}`) }))}
        onChange={(due) => change({ due })}
      />
    </Chip>
  );
}

const PARTS = [
  { part: 'object', words: 'case-column-object', hint: 'case-part-object' },
  { part: 'street', words: 'case-column-street', hint: 'case-part-street' },
  { part: 'invoice_reference', words: 'case-column-invoice', hint: 'case-part-invoice' },
] as const;

/** What one remembers a part of. */
export function PartChips({ filters, change }: ChipProps): JSX.Element {
  return (
    <>
      {PARTS.map(({ part, words, hint }) => (
        <Chip
          key={part}
          label={t(words)}
          chosen={filters[part] === '' ? null : filters[part]}
          onClear={() => change({ [part]: '' })}
        >
          <Part
            label={t(words)}
            hint={t(hint)}
            value={filters[part]}
            onTyped={(text) => change({ [part]: text })}
          />
        </Chip>
      ))}
    </>
  );
}

function Part(props: {
  label: string;
  hint: string;
  value: string;
  onTyped: (text: string) => void;
}): JSX.Element {
  const { label, hint, value, onTyped } = props;
  const [text, setText] = useTyped(value, onTyped);
  return (
    <TextField
      label={label}
      hint={hint}
      value={text}
      maxLength={SEARCH_CHARS}
      autocomplete="off"
      onInput={setText}
    />
  );
}

/** Comes from a case, for all that its customer has had. */
export function CustomerChip({ filters, change }: ChipProps): JSX.Element | null {
  if (filters.customer === '') return null;
  const name = shownCases.value.list.rows.find((row) => row.customer === filters.customer)?.customer_name;
  const clear = (): void => change({ customer: '' });
  return (
    <Chip label={t('case-customer')} chosen={name || '…'} onClear={clear}>
      <LinkButton onClick={clear}>{t('case-anybodys')}</LinkButton>
    </Chip>
  );
}

import { X } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import type { CaseContact } from '../../protocol/CaseContact.ts';
import type { CaseRow } from '../../protocol/CaseRow.ts';
import { Avatar } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { desk } from '../fresh.ts';
import { inbox } from '../live.ts';
import { listCases } from './api.ts';
import { customersFound, type Known } from './customers.ts';
import { EVERYTHING } from './filters.ts';

type Props = {
  chosen: Known | null;
  onChoose: (chosen: Known | null) => void;
  contact: CaseContact;
  onContact: (contact: CaseContact) => void;
  /** What is wrong with the contact, told at the name. */
  error: string | undefined;
};

const SEARCH_AFTER_MS = 250;
/** More are found by writing more. */
const SHOWN = 6;
const LANGUAGES = ['sv', 'en', 'da', 'nb', 'fi'] as const;

/** Whose case it is: somebody known, found by name, or somebody new whose name and ways to be reached are written down. */
export function CustomerChoice({ chosen, onChoose, contact, onContact, error }: Props): JSX.Element {
  const found = useFound(chosen === null ? contact.name : '');
  if (chosen !== null) {
    return (
      <div class="case-customer">
        <Avatar name={chosen.name} size={36} />
        <span class="target-words">
          <bdi>{chosen.name}</bdi>
          <bdi class="muted small">{chosen.about}</bdi>
        </span>
        <IconButton icon={X} iconSize={16} label={t('case-customer-other')} onClick={() => onChoose(null)} />
      </div>
    );
  }
  const put = (changes: Partial<CaseContact>): void => onContact({ ...contact, ...changes });
  return (
    <div class="case-contact">
      <TextField
        label={t('case-customer-name')}
        hint={t('case-customer-hint')}
        value={contact.name}
        maxLength={100}
        autocomplete="off"
        error={error}
        onInput={(name) => put({ name })}
      />
      {found.length > 0 && (
        <ul class="case-customers" aria-label={t('case-customers-found')}>
          {found.slice(0, SHOWN).map((one) => (
            <li key={one.person}>
              <button type="button" class="target" onClick={() => onChoose(one)}>
                <Avatar name={one.name} size={28} />
                <span class="target-words">
                  <bdi>{one.name}</bdi>
                  <bdi class="muted small">{one.about}</bdi>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="form-two">
        <TextField
          label={t('case-phone')}
          type="tel"
          optional
          value={contact.phone}
          maxLength={40}
          onInput={(phone) => put({ phone })}
        />
        <TextField
          label={t('case-email')}
          type="email"
          optional
          value={contact.email}
          maxLength={254}
          onInput={(email) => put({ email })}
        />
      </div>
      <Select
        label={t('case-language')}
        value={contact.language as (typeof LANGUAGES)[number]}
        options={LANGUAGES.map((one) => ({ value: one, label: t(`case-language-${one}`) }))}
        onChange={(language) => put({ language })}
      />
    </div>
  );
}

/** Customers by name: who is here at once, and those of earlier cases a moment after the last letter. */
function useFound(search: string): readonly Known[] {
  const [cases, setCases] = useState<readonly CaseRow[]>([]);
  const wanted = search.trim();
  useEffect(() => {
    setCases([]);
    if (wanted.length < 2) return;
    let still = true;
    const soon = setTimeout(() => {
      void listCases({ ...EVERYTHING, search: wanted, sort: 'changed' }, null, 20).then((outcome) => {
        if (still && outcome.ok) setCases(outcome.value.cases);
      });
    }, SEARCH_AFTER_MS);
    return () => {
      still = false;
      clearTimeout(soon);
    };
  }, [wanted]);
  if (wanted.length < 2) return [];
  const here = [...desk.value.entries, ...inbox.value].map(({ customer }) => customer);
  return customersFound(wanted, here, cases);
}

/** For the one who is only shown, where the chat says whose case it is. */
export function CustomerShown({ name }: { name: string }): JSX.Element {
  return (
    <div class="case-customer">
      <Avatar name={name} size={36} />
      <span class="target-words">
        <bdi>{name}</bdi>
        <span class="muted small">{t('case-customer-of-chat')}</span>
      </span>
    </div>
  );
}

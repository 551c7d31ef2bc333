import { AtSign, Pencil, Phone, Plus, Trash2, UserRound } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import type { CasePart } from '../../protocol/CasePart.ts';
import type { CasePerson } from '../../protocol/CasePerson.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { mailTo } from '../../ui/mail-to.ts';
import { telOf } from '../../ui/phone.ts';
import { Fact } from '../fact.tsx';
import { changePeople } from './api.ts';
import type { LiveCase } from './case-live.ts';
import { Section } from './case-side.tsx';

const PARTS: readonly CasePart[] = ['applicant', 'contact'];
/** As on the wire. */
const MOST = 30;
const NAME_CHARS = 100;

type Props = { live: LiveCase; view: CaseView };

/** Whom the case is also about. */
export function CasePeopleList({ live, view }: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <Section
      title={t('case-people')}
      deed={
        view.policy.change && (
          <IconButton
            icon={view.people.length === 0 ? Plus : Pencil}
            iconSize={16}
            label={t('case-people-edit')}
            onClick={() => setOpen(true)}
          />
        )
      }
    >
      {view.people.length === 0 && <p class="small muted">{t('case-people-none')}</p>}
      <ul class="case-people">
        {view.people.map((person) => (
          <li key={person.id}>
            <strong>
              <bdi>{person.name}</bdi>
            </strong>{' '}
            <span class="small muted">{t(`case-person-${person.part}`)}</span>
            <ul class="person-contact">
              {person.email !== '' && (
                <Fact icon={AtSign}>
                  <a href={mailTo(person.email)}>{person.email}</a>
                </Fact>
              )}
              {person.phone !== '' && (
                <Fact icon={Phone}>
                  <a href={telOf(person.phone)}>{person.phone}</a>
                </Fact>
              )}
            </ul>
          </li>
        ))}
      </ul>
      <PeopleDialog open={open} live={live} view={view} onClose={() => setOpen(false)} />
    </Section>
  );
}

type DialogProps = Props & { open: boolean; onClose: () => void };

/** All of them as a list to write in; saved together. */
function PeopleDialog({ open, live, view, onClose }: DialogProps): JSX.Element {
  const [people, setPeople] = useState<readonly CasePerson[]>([]);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!open) return;
    const there = view.people.map(({ part, name, email, phone }) => ({ part, name, email, phone }));
    setPeople(there.length === 0 ? [NOBODY] : there);
  }, [open]);
  const change = (at: number, changes: Partial<CasePerson>): void =>
    setPeople(people.map((one, place) => (place === at ? { ...one, ...changes } : one)));
  const filled = people.filter((one) => `${one.name}${one.email}${one.phone}`.trim() !== '');
  const ready = filled.every((one) => one.name.trim() !== '');

  const save = async (): Promise<void> => {
    setBusy(true);
    const done = await live.change(({ row, version }) => changePeople(row.id, { version, people: filled }));
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog
      open={open}
      title={t('case-people')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!ready} onClick={() => void save()}>
            {t('save')}
          </Button>
        </>
      }
    >
      {people.map((person, at) => (
        <fieldset key={at} class="case-person">
          <legend class="visually-hidden">{person.name || t('case-person-new')}</legend>
          <TextField
            label={t('case-person-name')}
            value={person.name}
            maxLength={NAME_CHARS}
            onInput={(name) => change(at, { name })}
          />
          <Select
            label={t('case-person-as')}
            value={person.part}
            options={PARTS.map((part) => ({ value: part, label: t(`case-person-${part}`) }))}
            onChange={(part) => change(at, { part })}
          />
          <TextField
            label={t('case-email')}
            type="email"
            optional
            value={person.email}
            maxLength={254}
            onInput={(email) => change(at, { email })}
          />
          <TextField
            label={t('case-phone')}
            type="tel"
            optional
            value={person.phone}
            maxLength={40}
            onInput={(phone) => change(at, { phone })}
          />
          <IconButton
            icon={Trash2}
            iconSize={16}
            label={t('case-person-remove', { name: person.name || t('case-person-new') })}
            onClick={() => setPeople(people.filter((_, place) => place !== at))}
          />
        </fieldset>
      ))}
      {people.length < MOST && (
        <Button icon={UserRound} onClick={() => setPeople([...people, NOBODY])}>
          {t('case-person-add')}
        </Button>
      )}
    </Dialog>
  );
}

const NOBODY: CasePerson = { part: 'contact', name: '', email: '', phone: '' };

import { ArrowLeft, Download, Lock, ScrollText, X } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { language, t } from '../i18n/i18n.ts';
import { exactly, when } from '../i18n/time.ts';
import { call, saveFile } from '../net/http.ts';
import type { Failure } from '../net/socket.ts';
import type { AuditLine } from '../protocol/AuditLine.ts';
import type { AuditPage as Page } from '../protocol/AuditPage.ts';
import { Button, IconButton, LinkButton } from '../ui/button.tsx';
import { Select } from '../ui/field.tsx';
import { DateField } from '../ui/native-field.tsx';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import {
  ACTIONS,
  below,
  detailsOf,
  EVERYTHING,
  isEverything,
  queryOf,
  type Told,
  type Wanted,
  wordsOf,
} from './audit.ts';
import { go } from './route.ts';
import './settings.css';
import './audit.css';
import type { Me } from './session.ts';

const PATH = '/api/v1/audit';

/** Who has done and read what, for administrators. */
export function AuditPage({ me }: { me: Me }): JSX.Element {
  return (
    <div class="settings">
      <header class="settings-head">
        <IconButton icon={ArrowLeft} label={t('settings')} onClick={() => go({ page: 'settings' })} />
        <h1>{t('audit')}</h1>
      </header>
      <main>
        {me.role === 'administrator' ? <Log /> : <EmptyState icon={Lock} title={t('audit-not-yours')} />}
      </main>
    </div>
  );
}

type Shown = { lines: readonly AuditLine[]; older: number | null };

function Log(): JSX.Element {
  const [wanted, setWanted] = useState(EVERYTHING);
  const [shown, setShown] = useState<Shown | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const query = queryOf(wanted, null);

  const more = async (before: Shown | null, cursor: number | null, isStill: () => boolean): Promise<void> => {
    setBusy(true);
    const outcome = await call<Page>('GET', `${PATH}?${queryOf(wanted, cursor)}`, { kind: 'cookie' });
    if (!isStill()) return;
    setBusy(false);
    setFailure(outcome.ok ? null : outcome.failure);
    if (!outcome.ok) return;
    const { lines, older = null } = outcome.value;
    setShown({ lines: below(before?.lines ?? [], lines), older });
  };
  // An answer to what is no longer asked for is not shown.
  const begin = (): (() => void) => {
    let still = true;
    void more(null, null, () => still);
    return () => {
      still = false;
    };
  };
  useEffect(begin, [query]);

  const save = async (): Promise<void> => {
    const outcome = await saveFile(`${PATH}.csv?${query}`, 'audit.csv', { kind: 'cookie' });
    setFailure(outcome.ok ? null : outcome.failure);
  };
  return (
    <div class="audit">
      <p class="muted">{t('audit-about')}</p>
      <Filters wanted={wanted} onChange={setWanted} onSave={() => void save()} />
      {failure !== null && (
        <Banner look="warning">
          {failureWords(failure)} <Button onClick={() => void begin()}>{t('try-again')}</Button>
        </Banner>
      )}
      {shown === null ? (
        failure === null && <Skeleton lines={10} label={t('loading')} />
      ) : (
        <Lines
          shown={shown}
          busy={busy}
          filtered={!isEverything(wanted)}
          onWant={setWanted}
          wanted={wanted}
        />
      )}
      {shown !== null && shown.older !== null && (
        <Button disabled={busy} onClick={() => void more(shown, shown.older, () => true)}>
          {t('audit-older')}
        </Button>
      )}
    </div>
  );
}

type FiltersProps = { wanted: Wanted; onChange: (wanted: Wanted) => void; onSave: () => void };

function Filters({ wanted, onChange, onSave }: FiltersProps): JSX.Element {
  const options = [
    { value: '', label: t('audit-what-all') },
    ...ACTIONS.map((action) => ({ value: action as string, label: actionWords(action) })),
  ];
  const chosen = [
    wanted.who !== null && {
      label: t('audit-person', { name: wanted.who.name }),
      without: { ...wanted, who: null },
    },
    wanted.subject !== null && {
      label: t('audit-subject', { name: wanted.subject.name }),
      without: { ...wanted, subject: null },
    },
  ].filter((one) => one !== false);
  return (
    <section class="audit-filters" aria-label={t('audit-filter')}>
      <Select
        label={t('audit-what')}
        value={wanted.what}
        options={options}
        onChange={(what) => onChange({ ...wanted, what })}
      />
      <DateField
        label={t('audit-from')}
        value={wanted.from}
        onInput={(from) => onChange({ ...wanted, from })}
      />
      <DateField
        label={t('audit-until')}
        value={wanted.until}
        onInput={(until) => onChange({ ...wanted, until })}
      />
      <Button icon={Download} onClick={onSave}>
        {t('audit-save')}
      </Button>
      {chosen.length > 0 && (
        <div class="audit-chosen">
          {chosen.map((one) => (
            <Button
              key={one.label}
              icon={X}
              aria-label={t('audit-drop', { name: one.label })}
              onClick={() => onChange(one.without)}
            >
              {one.label}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}

type LinesProps = {
  shown: Shown;
  busy: boolean;
  filtered: boolean;
  wanted: Wanted;
  onWant: (wanted: Wanted) => void;
};

function Lines({ shown, busy, filtered, wanted, onWant }: LinesProps): JSX.Element {
  if (shown.lines.length === 0) {
    return (
      <EmptyState icon={ScrollText} title={filtered ? t('audit-empty-filtered') : t('audit-empty')}>
        {filtered && <Button onClick={() => onWant(EVERYTHING)}>{t('audit-clear')}</Button>}
      </EmptyState>
    );
  }
  return (
    <>
      <p class="small muted" role="status">
        {t('audit-shown', { n: shown.lines.length })}
      </p>
      <ol class="audit-lines" aria-busy={busy}>
        {shown.lines.map((line) => (
          <Line
            key={line.id}
            line={line}
            onPerson={(who) => onWant({ ...wanted, who })}
            onSubject={(subject) => onWant({ ...wanted, subject })}
          />
        ))}
      </ol>
    </>
  );
}

type LineProps = {
  line: AuditLine;
  onPerson: (who: { id: string; name: string }) => void;
  onSubject: (subject: { id: string; name: string }) => void;
};

function Line({ line, onPerson, onSubject }: LineProps): JSX.Element {
  const at = new Date(line.at);
  const actor = line.actor ?? null;
  const subject = line.subject ?? null;
  const person = actor === null ? null : { id: actor.id, name: actor.name || t('audit-nameless') };
  const thing = subject === null ? null : { id: subject.id, name: subject.name || shortened(subject.id) };
  return (
    <li class="audit-line">
      <time class="numbers muted" dateTime={line.at} title={exactly(at)}>
        {when(at, new Date())}
      </time>
      <div class="audit-what">
        {person === null ? (
          <span>{t('audit-operator')}</span>
        ) : (
          <LinkButton title={t('audit-only-person', { name: person.name })} onClick={() => onPerson(person)}>
            <span dir="auto">{person.name}</span>
          </LinkButton>
        )}{' '}
        <span>{inSentence(actionWords(line.action))}</span>{' '}
        {thing !== null && (
          <LinkButton title={t('audit-only-subject', { name: thing.name })} onClick={() => onSubject(thing)}>
            <span dir="auto">{thing.name}</span>
          </LinkButton>
        )}
        <Detail detail={line.detail} />
      </div>
      <div class="audit-where small muted numbers">
        <span>{line.address}</span>
        {line.session != null && (
          <span title={line.session}>{t('audit-session', { id: shortened(line.session) })}</span>
        )}
      </div>
    </li>
  );
}

/** What else is known. */
function Detail({ detail }: { detail: AuditLine['detail'] }): JSX.Element | null {
  const known = detailsOf(detail);
  if (known.length === 0) return null;
  return (
    <span class="audit-detail small muted">
      {known.map((one) => ('raw' in one ? one.raw : t(one.words, said(one.with)))).join(', ')}
    </span>
  );
}

/** Roles have words of their own, and ids are shortened. */
function said({ id, role, from, to, ...rest }: Told['with']): Record<string, string | number> {
  const named = (role: string | undefined): string => (role === undefined ? '' : t(`role-${role}`));
  return {
    ...rest,
    id: id === undefined ? '' : shortened(id),
    role: named(role),
    from: named(from),
    to: named(to),
  };
}

function actionWords(action: string): string {
  const words = wordsOf(action);
  return words === null ? action : t(words);
}

/** After the name of whoever did it. */
function inSentence(words: string): string {
  return words.slice(0, 1).toLocaleLowerCase(language()) + words.slice(1);
}

/** The end of an id: ids made at the same time begin alike. */
function shortened(id: string): string {
  return `…${id.slice(-6)}`;
}

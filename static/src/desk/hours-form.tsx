import { CalendarPlus, Plus, Trash2, X } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import type { Country } from '../protocol/Country.ts';
import type { Exception } from '../protocol/Exception.ts';
import type { Hours } from '../protocol/Hours.ts';
import type { Span } from '../protocol/Span.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Select, TextField } from '../ui/field.tsx';
import { Check, DateField, TimeField } from '../ui/native-field.tsx';
import { nextSpan, type Problems, WEEKDAYS } from './settings-form.ts';

type Props = { hours: Hours; problems: Problems; onChange: (hours: Hours) => void };

const COUNTRIES: readonly Country[] = ['se', 'dk', 'fi', 'no'];
const REASON_CHARS = 200;

/** The week, the holidays, and the dates that differ. */
export function HoursForm({ hours, problems, onChange }: Props): JSX.Element {
  return (
    <fieldset class="form-part">
      <legend>{t('part-hours')}</legend>
      <p class="muted small">{t('hours-zone', { zone: hours.zone })}</p>
      <div class="week">
        {WEEKDAYS.map((day) => (
          <DaySpans
            key={day}
            name={t(`weekday-${day}`)}
            spans={hours.weekly[day]}
            problem={problems.get(`weekly.${day}`)}
            onChange={(spans) => onChange({ ...hours, weekly: { ...hours.weekly, [day]: spans } })}
          />
        ))}
      </div>
      <div class="form-two">
        <Select
          label={t('holidays')}
          value={hours.holidays ?? ''}
          options={[
            { value: '', label: t('holidays-none') },
            ...COUNTRIES.map((country) => ({ value: country, label: t(`holidays-${country}`) })),
          ]}
          onChange={(value) => onChange({ ...hours, holidays: value === '' ? null : value })}
        />
        <Check
          label={t('eves-closed')}
          checked={hours.eves_closed}
          disabled={hours.holidays === null}
          onChange={(eves_closed) => onChange({ ...hours, eves_closed })}
        />
      </div>
      <Exceptions
        exceptions={hours.exceptions}
        problems={problems}
        onChange={(exceptions) => onChange({ ...hours, exceptions })}
      />
    </fieldset>
  );
}

type DayProps = {
  name: string;
  spans: readonly Span[];
  problem: string | undefined;
  onChange: (spans: Span[]) => void;
};

function DaySpans({ name, spans, problem, onChange }: DayProps): JSX.Element {
  return (
    <fieldset class="day" aria-label={name}>
      <span class="day-name">{name}</span>
      <Spans spans={spans} name={name} onChange={onChange} />
      {problem !== undefined && (
        <p class="field-error" role="alert">
          {t(problem)}
        </p>
      )}
    </fieldset>
  );
}

function Spans({
  spans,
  name,
  onChange,
}: {
  spans: readonly Span[];
  name: string;
  onChange: (spans: Span[]) => void;
}): JSX.Element {
  return (
    <div class="spans">
      {spans.length === 0 && <span class="muted">{t('hours-closed')}</span>}
      {spans.map((span, at) => (
        <span key={at} class="span">
          <TimeField
            quiet
            label={t('span-from', { day: name })}
            value={span.from}
            onInput={(from) => onChange(spans.with(at, { ...span, from }))}
          />
          <span aria-hidden="true">–</span>
          <TimeField
            quiet
            label={t('span-to', { day: name })}
            value={span.to}
            onInput={(to) => onChange(spans.with(at, { ...span, to }))}
          />
          <IconButton
            icon={X}
            iconSize={16}
            label={t('span-remove', { day: name })}
            onClick={() => onChange(spans.toSpliced(at, 1))}
          />
        </span>
      ))}
      <IconButton
        icon={Plus}
        iconSize={18}
        label={t('span-add', { day: name })}
        onClick={() => onChange([...spans, nextSpan(spans)])}
      />
    </div>
  );
}

type ExceptionsProps = {
  exceptions: readonly Exception[];
  problems: Problems;
  onChange: (exceptions: Exception[]) => void;
};

function Exceptions({ exceptions, problems, onChange }: ExceptionsProps): JSX.Element {
  return (
    <div class="exceptions">
      <h3>{t('exceptions')}</h3>
      <p class="muted small">{t('exceptions-about')}</p>
      {exceptions.map((exception, at) => (
        <ExceptionRow
          key={at}
          exception={exception}
          problem={problems.get(`exceptions.${at}`)}
          onChange={(next) => onChange(exceptions.with(at, next))}
          onRemove={() => onChange(exceptions.toSpliced(at, 1))}
        />
      ))}
      <Button
        icon={CalendarPlus}
        onClick={() => onChange([...exceptions, { date: '', spans: [], reason: { sv: '', en: '' } }])}
      >
        {t('exception-add')}
      </Button>
    </div>
  );
}

type RowProps = {
  exception: Exception;
  problem: string | undefined;
  onChange: (exception: Exception) => void;
  onRemove: () => void;
};

function ExceptionRow({ exception, problem, onChange, onRemove }: RowProps): JSX.Element {
  const { date, spans, reason } = exception;
  const name = date === '' ? t('exception-date') : date;
  return (
    <fieldset class="exception" aria-label={name}>
      <DateField
        label={t('exception-date')}
        value={date}
        onInput={(next) => onChange({ ...exception, date: next })}
      />
      <div class="field">
        <span class="field-label">{t('exception-open')}</span>
        <Spans spans={spans} name={name} onChange={(next) => onChange({ ...exception, spans: next })} />
      </div>
      <TextField
        label={t('reason-sv')}
        value={reason.sv}
        maxLength={REASON_CHARS}
        onInput={(sv) => onChange({ ...exception, reason: { ...reason, sv } })}
      />
      <TextField
        label={t('reason-en')}
        value={reason.en}
        maxLength={REASON_CHARS}
        onInput={(en) => onChange({ ...exception, reason: { ...reason, en } })}
      />
      <IconButton icon={Trash2} label={t('exception-remove', { date: name })} onClick={onRemove} />
      {problem !== undefined && (
        <p class="field-error" role="alert">
          {t(problem)}
        </p>
      )}
    </fieldset>
  );
}

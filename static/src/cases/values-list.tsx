import type { ComponentChildren, JSX } from 'preact';
import { language, t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { Authority } from '../net/http.ts';
import type { CaseForm } from '../protocol/CaseForm.ts';
import type { FieldKind } from '../protocol/FieldKind.ts';
import type { FileView } from '../protocol/FileView.ts';
import type { FormValue } from '../protocol/FormValue.ts';
import { Badge } from '../ui/badge.tsx';
import { MessageFile } from '../ui/message-file.tsx';
import { Said } from '../ui/text.tsx';
import './case-form.css';
import { telOf } from '../ui/phone.ts';
import { type Filler, shown, type Values } from './form.ts';
import { pathTo } from './tree.ts';
import { filesIn } from './values.ts';

type Props = {
  form: CaseForm;
  values: Values;
  /** Who reads: staff see which of it customers don't. */
  filler: Filler;
  /** What is known of the files, and as whom they are fetched. */
  files: readonly FileView[];
  authority: Authority | null;
};

/** What was filled in, by the names of the fields. What is empty isn't listed. */
export function ValuesList({ form, values, filler, files, authority }: Props): JSX.Element {
  const rows = shown(form, filler, values).flatMap((field) => {
    const value = values[field.key];
    if (value === undefined && field.kind.type !== 'fixed') return [];
    return [{ field, told: <Told kind={field.kind} value={value} files={files} authority={authority} /> }];
  });
  return (
    <dl class="case-values">
      {rows.map(({ field, told }) => (
        <Row
          key={field.key}
          label={localised(field.label)}
          forStaff={field.staff_only}
          isWide={field.kind.type === 'file' || field.kind.type === 'long_text'}
        >
          {told}
        </Row>
      ))}
    </dl>
  );
}

type RowProps = {
  label: string;
  forStaff: boolean;
  /** What needs the whole width stands below its name. */
  isWide: boolean;
  children: ComponentChildren;
};

function Row(props: RowProps): JSX.Element {
  return (
    <div class={props.isWide ? 'case-values-wide' : ''}>
      <dt>
        {props.label} {props.forStaff && <Badge>{t('case-staff-only')}</Badge>}
      </dt>
      <dd>{props.children}</dd>
    </div>
  );
}

type ToldProps = {
  kind: FieldKind;
  value: FormValue | undefined;
  files: readonly FileView[];
  authority: Authority | null;
};

function Told({ kind, value, files, authority }: ToldProps): JSX.Element {
  if (kind.type !== 'file') {
    const words = valueWords(kind, value);
    if (kind.type === 'phone') return <a href={telOf(words)}>{words}</a>;
    return kind.type === 'long_text' ? <Said text={words} /> : <bdi>{words}</bdi>;
  }
  const there = filesIn(value).map((id) => ({ id, file: files.find((one) => one.id === id) }));
  return (
    <div class="case-files">
      {there.map(({ id, file }) =>
        file === undefined || authority === null ? (
          <span key={id}>{file?.name ?? t('case-file-nameless')}</span>
        ) : (
          <MessageFile key={id} file={file} authority={authority} />
        ),
      )}
    </div>
  );
}

/** What was filled in in a field that takes no files, in words. */
export function valueWords(kind: FieldKind, value: FormValue | undefined): string {
  if (kind.type === 'fixed') return localised(kind.value);
  if (value === undefined || Array.isArray(value)) return '';
  if (typeof value === 'number')
    return new Intl.NumberFormat(language(), { maximumFractionDigits: 4 }).format(value);
  if (typeof value === 'object') return `${postcodeWords(value.postcode)} ${value.town}`;
  switch (kind.type) {
    case 'choice': {
      const option = kind.options.find(({ key }) => key === value);
      return option === undefined ? value : localised(option.label);
    }
    case 'tree':
      return (
        pathTo(kind.options, value)
          .map(({ label }) => localised(label))
          .join(' › ') || value
      );
    case 'date':
      return dayWords(value);
    default:
      return value;
  }
}

/** "113 59" in Sweden and Finland; four figures stand together. */
function postcodeWords(postcode: string): string {
  return postcode.length === 5 ? `${postcode.slice(0, 3)} ${postcode.slice(3)}` : postcode;
}

function dayWords(day: string): string {
  const at = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  const tag = language() === 'en' ? 'en-GB' : 'sv-SE';
  return new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}

import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { type Content, refName, type Schema } from './document.ts';

/** Words of the description itself, which is in English. What stands between backticks is code. */
export function Prose({
  words = '',
  class: look,
}: {
  words?: string | undefined;
  class?: string;
}): JSX.Element {
  return (
    <span lang="en" {...(look === undefined ? {} : { class: look })}>
      {words.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}
    </span>
  );
}

/** What is sent or answered, by its kind. */
export function Contents({ of }: { of: Content }): JSX.Element {
  return (
    <>
      {Object.entries(of).map(([kind, { schema }]) => (
        <p key={kind}>
          <span class="small muted">{kind}</span> {schema !== undefined && <SchemaView schema={schema} />}
        </p>
      ))}
    </>
  );
}

/** The form of a value; what is described elsewhere is a link to there. */
export function SchemaView({ schema }: { schema: Schema }): JSX.Element {
  const name = refName(schema);
  if (name !== null) return <a href={`#schema-${name}`}>{name}</a>;
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return <Parts title={t('docs-one-of')} parts={choices} about={schema} />;
  if (schema.allOf !== undefined) return <Parts title="" parts={schema.allOf} about={schema} />;
  if (schema.items !== undefined)
    return (
      <span>
        {t('docs-list-of')} <SchemaView schema={schema.items} />
      </span>
    );
  const values = schema.additionalProperties;
  if (typeof values === 'object')
    return (
      <span>
        {t('docs-map-of')} <SchemaView schema={values} />
      </span>
    );
  if (schema.properties !== undefined) return <Fields schema={schema} />;
  return (
    <span>
      <code>{kindOf(schema)}</code>
      {schema.description !== undefined && (
        <>
          {' '}
          <Prose words={schema.description} class="small muted" />
        </>
      )}
    </span>
  );
}

function Parts(props: { title: string; parts: readonly Schema[]; about: Schema }): JSX.Element {
  return (
    <span class="docs-choices">
      {props.about.description !== undefined && <Prose words={props.about.description} />}
      <span class="small muted">{props.title}</span>
      {props.parts.map((part, at) => (
        <span class="docs-choice" key={at}>
          <SchemaView schema={part} />
        </span>
      ))}
    </span>
  );
}

function Fields({ schema }: { schema: Schema }): JSX.Element {
  return (
    <span class="docs-fields">
      {schema.description !== undefined && <Prose words={schema.description} />}
      {Object.entries(schema.properties ?? {}).map(([name, field]) => (
        <span class="docs-field" key={name}>
          <code>{name}</code>{' '}
          {schema.required?.includes(name) === true && <span class="small muted">{t('docs-required')}</span>}{' '}
          <SchemaView schema={field} />
        </span>
      ))}
    </span>
  );
}

/** "string uuid", "integer 0…100", "one" | "two" */
function kindOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const type = typeof schema.type === 'string' ? schema.type : (schema.type ?? ['any']).join(' | ');
  const least = schema.minimum ?? schema.minLength;
  const most = schema.maximum ?? schema.maxLength;
  const bounds = least === undefined && most === undefined ? '' : `${least ?? ''}…${most ?? ''}`;
  return [type, schema.format, bounds, schema.pattern].filter(Boolean).join(' ');
}

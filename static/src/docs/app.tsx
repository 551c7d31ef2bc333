import { ChevronRight, Copy, SearchX } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { call } from '../net/http.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import { type Answer, byTag, curl, type Document, found, type Operation, operationsOf } from './document.ts';
import { Contents, Prose, SchemaView } from './schema.tsx';
import './docs.css';

const ADDRESS = '/api/v1/openapi.json';

/** The HTTP interface, for people who write programs. */
export function App(): JSX.Element {
  const [document, setDocument] = useState<Document | null>(null);
  const [failed, setFailed] = useState(false);
  const load = async (): Promise<void> => {
    const outcome = await call<Document>('GET', ADDRESS, { kind: 'cookie' });
    setFailed(!outcome.ok);
    if (outcome.ok) setDocument(outcome.value);
  };
  useEffect(() => void load(), []);
  return (
    <main class="docs">
      <h1>{t('docs-title')}</h1>
      <p class="muted">{t('docs-about', { address: ADDRESS })}</p>
      {failed && (
        <Banner look="warning">
          {t('docs-failed')} <Button onClick={() => void load()}>{t('try-again')}</Button>
        </Banner>
      )}
      {document !== null ? (
        <Described document={document} />
      ) : (
        !failed && <Skeleton lines={8} label={t('loading')} />
      )}
    </main>
  );
}

function Described({ document }: { document: Document }): JSX.Element {
  const [search, setSearch] = useState('');
  const all = useMemo(() => operationsOf(document), [document]);
  const schemas = document.components?.schemas ?? {};
  const fitting = found(all, search);
  useEffect(() => {
    // An address may lead to a route or a form that was not there when the page began.
    goToHash();
    addEventListener('hashchange', goToHash);
    return () => removeEventListener('hashchange', goToHash);
  }, []);
  return (
    <>
      <search>
        <TextField
          label={t('docs-search')}
          type="search"
          value={search}
          onInput={setSearch}
          autocomplete="off"
        />
        <p class="small muted" role="status">
          {t('docs-found', { n: fitting.length })}
        </p>
      </search>
      {fitting.length === 0 && <EmptyState icon={SearchX} title={t('docs-none')} />}
      {byTag(fitting).map(([tag, operations]) => (
        <section key={tag} aria-label={tag}>
          <h2 class="docs-tag">{tag}</h2>
          {operations.map((one) => (
            <Route key={`${one.method} ${one.path}`} one={one} schemas={schemas} />
          ))}
        </section>
      ))}
      <section>
        <h2>{t('docs-schemas')}</h2>
        {Object.entries(schemas).map(([name, schema]) => (
          <Fold key={name} id={`schema-${name}`} head={<h3>{name}</h3>}>
            {() => <SchemaView schema={schema} />}
          </Fold>
        ))}
      </section>
    </>
  );
}

/** Opens what the address leads to. */
function goToHash(): void {
  const to = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (to instanceof HTMLDetailsElement) to.open = true;
  to?.scrollIntoView();
}

type FoldProps = {
  id: string | undefined;
  look?: string;
  head: ComponentChildren;
  children: () => ComponentChildren;
};

/** Drawn once it is opened: all the routes and forms at once would be a page of many thousand lines. */
function Fold({ id, look = '', head, children }: FoldProps): JSX.Element {
  const [opened, setOpened] = useState(false);
  return (
    <details
      id={id}
      class={`docs-part ${look}`}
      onToggle={(e) => {
        if (e.currentTarget.open) setOpened(true);
      }}
    >
      <summary>
        <Icon of={ChevronRight} size={16} />
        {head}
      </summary>
      {opened && <div class="docs-about">{children()}</div>}
    </details>
  );
}

type RouteProps = { one: Operation; schemas: NonNullable<NonNullable<Document['components']>['schemas']> };

function Route({ one, schemas }: RouteProps): JSX.Element {
  return (
    <Fold
      id={one.operationId}
      look="docs-route"
      head={
        <>
          <span class="docs-method">{one.method}</span> <code>{one.path}</code>{' '}
          <Prose words={one.summary} class="docs-summary muted" />
        </>
      }
    >
      {() => <AboutRoute one={one} schemas={schemas} />}
    </Fold>
  );
}

function AboutRoute({ one, schemas }: RouteProps): JSX.Element {
  const parameters = one.parameters ?? [];
  return (
    <>
      {one.description !== undefined && (
        <p>
          <Prose words={one.description} />
        </p>
      )}
      <p class="small muted">{one.open ? t('docs-open-to-all') : t('docs-signed-in')}</p>
      <CopyCurl line={() => curl(one, location.origin, schemas)} />
      {parameters.length > 0 && (
        <>
          <h3>{t('docs-parameters')}</h3>
          <dl>
            {parameters.map((each) => (
              <div key={`${each.in} ${each.name}`}>
                <dt>
                  <code>{each.name}</code>{' '}
                  <span class="small muted">
                    {each.in}
                    {each.required === true && `, ${t('docs-required')}`}
                  </span>
                </dt>
                <dd>
                  <Prose words={each.description} />{' '}
                  {each.schema !== undefined && <SchemaView schema={each.schema} />}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {one.requestBody !== undefined && (
        <>
          <h3>{t('docs-body')}</h3>
          {one.requestBody.description !== undefined && (
            <p>
              <Prose words={one.requestBody.description} />
            </p>
          )}
          <Contents of={one.requestBody.content} />
        </>
      )}
      <h3>{t('docs-answers')}</h3>
      <dl>
        {Object.entries(one.responses ?? {}).map(([status, answer]) => (
          <Answered key={status} status={status} answer={answer} />
        ))}
      </dl>
    </>
  );
}

function Answered({ status, answer }: { status: string; answer: Answer }): JSX.Element {
  return (
    <div>
      <dt>
        <code>{status}</code>
      </dt>
      <dd>
        <p>
          <Prose words={answer.description} />
        </p>
        {Object.entries(answer.headers ?? {}).map(([name, header]) => (
          <p key={name} class="small muted">
            {t('docs-header', { name })}: <Prose words={header.description} />
          </p>
        ))}
        <Contents of={answer.content ?? {}} />
      </dd>
    </div>
  );
}

function CopyCurl({ line }: { line: () => string }): JSX.Element {
  const [shown, setShown] = useState<{ text: string; copied: boolean } | null>(null);
  const copy = async (): Promise<void> => {
    const text = line();
    try {
      await navigator.clipboard.writeText(text);
      setShown({ text, copied: true });
    } catch {
      // The browser may say no; the line can be taken by hand.
      setShown({ text, copied: false });
    }
  };
  return (
    <div>
      <Button icon={Copy} onClick={() => void copy()}>
        {t('docs-copy')}
      </Button>
      <div role="status" class="docs-copied">
        {shown !== null && (
          <>
            {shown.copied && <span class="small muted">{t('docs-copied')}</span>}
            <pre class="docs-line">{shown.text}</pre>
          </>
        )}
      </div>
    </div>
  );
}

import { FileQuestion } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import type { Failure } from '../net/socket.ts';
import type { CaseTypeView } from '../protocol/CaseTypeView.ts';
import { Button } from '../ui/button.tsx';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import { toast } from '../ui/toast.tsx';
import { Back } from './back.tsx';
import { Link } from './link.tsx';
import { type AboveForm, NewCaseForm } from './new-case-form.tsx';
import { ReportedObject } from './reported-object.tsx';
import { isVisit } from './session.ts';
import { caseTypes, forgetTypes, reportOf } from './types.ts';

/** The form of one kind of case. */
export function FormPage({ slug }: { slug: string }): JSX.Element {
  return (
    <Loaded
      pick={(types) => {
        const type = types.find((one) => one.slug === slug);
        return type === undefined ? null : { type, form: slug };
      }}
    />
  );
}

/** The form in which something about one object is reported: its number is filled in. */
export function ReportPage({ object }: { object: string }): JSX.Element {
  return (
    <Loaded
      pick={(types) => {
        const found = reportOf(types);
        if (found === null) return null;
        const { type, field } = found;
        const form = `${type.slug}.${object}`;
        return {
          type,
          form,
          given: { [field]: object },
          above: (values) => values[field] === object && <ReportedObject number={object} />,
        };
      }}
    />
  );
}

type Picked = {
  type: CaseTypeView;
  form: string;
  given?: { [key: string]: string };
  above?: AboveForm;
};
type State =
  | { kind: 'asking' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'here'; types: readonly CaseTypeView[] };

function Loaded({ pick }: { pick: (types: readonly CaseTypeView[]) => Picked | null }): JSX.Element {
  const [state, setState] = useState<State>({ kind: 'asking' });
  const load = async (): Promise<void> => {
    const outcome = await caseTypes();
    setState(
      outcome.ok ? { kind: 'here', types: outcome.value } : { kind: 'failed', failure: outcome.failure },
    );
  };
  useEffect(() => void load(), []);
  const picked = state.kind === 'here' ? pick(state.types) : null;
  return (
    <div class="my-narrow">
      <Back />
      {state.kind === 'asking' && <Skeleton lines={8} label={t('loading')} />}
      {state.kind === 'failed' && (
        <Banner look="warning">
          <p>{failureWords(state.failure)}</p>
          <Button onClick={() => void load()}>{t('try-again')}</Button>
        </Banner>
      )}
      {state.kind === 'here' && picked === null && <NoSuchForm />}
      {picked !== null && (
        <NewCaseForm
          key={`${picked.form} ${picked.type.version}`}
          type={picked.type}
          form={picked.form}
          given={picked.given ?? {}}
          above={picked.above}
          onStale={() => {
            forgetTypes();
            void load().then(() => toast(t('my-form-stale')));
          }}
        />
      )}
    </div>
  );
}

/** Perhaps there is, for who is signed in. */
function NoSuchForm(): JSX.Element {
  return (
    <EmptyState icon={FileQuestion} title={t('my-no-form')}>
      {isVisit() && <p>{t('my-no-form-visit')}</p>}
      <div class="my-buttons">
        {isVisit() && (
          <a class="button button-primary" href={`/sign-in?next=${encodeURIComponent(location.pathname)}`}>
            <span>{t('sign-in')}</span>
          </a>
        )}
        <Link to={{ page: 'kinds' }} class="button button-secondary">
          <span>{t('my-other-forms')}</span>
        </Link>
      </div>
    </EmptyState>
  );
}

import { ChevronRight, FileQuestion } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { localised } from '../i18n/opening.ts';
import type { Outcome } from '../net/socket.ts';
import type { CaseTypeView } from '../protocol/CaseTypeView.ts';
import { Icon } from '../ui/icon.tsx';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import { Back } from './back.tsx';
import { Heading } from './heading.tsx';
import { Link } from './link.tsx';
import { isVisit } from './session.ts';
import { useTitle } from './title.ts';
import { caseTypes } from './types.ts';

/** What a new case may be about. */
export function KindsPage(): JSX.Element {
  useTitle(t('my-new'));
  const [answer, setAnswer] = useState<Outcome<readonly CaseTypeView[]> | null>(null);
  useEffect(() => void caseTypes().then(setAnswer), []);
  return (
    <div class="my-narrow">
      <Back />
      <Heading>{t('my-kinds-title')}</Heading>
      <p class="muted">{t('my-kinds-about')}</p>
      {answer === null && <Skeleton lines={6} label={t('loading')} />}
      {answer?.ok === false && <Banner look="warning">{failureWords(answer.failure)}</Banner>}
      {answer?.ok === true && <Kinds kinds={answer.value} />}
    </div>
  );
}

function Kinds({ kinds }: { kinds: readonly CaseTypeView[] }): JSX.Element {
  if (kinds.length === 0) return <EmptyState icon={FileQuestion} title={t('my-kinds-none')} />;
  return (
    <>
      <ul class="my-kinds">
        {kinds.map((kind) => (
          <li key={kind.id} class="card my-kind">
            <div>
              <Link to={{ page: 'form', slug: kind.slug }} class="my-row-title">
                {localised(kind.name)}
              </Link>
              <p class="muted">{localised(kind.about)}</p>
            </div>
            <Icon of={ChevronRight} />
          </li>
        ))}
      </ul>
      {isVisit() && <p class="small muted">{t('my-kinds-visit')}</p>}
    </>
  );
}

import { ArrowLeft } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../../i18n/i18n.ts';
import { IconButton } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { go, goInstead } from '../route.ts';
import type { Me } from '../session.ts';
import { CasesFrame } from './cases-frame.tsx';
import { shownCases } from './cases-live.ts';
import { NewCaseForm } from './new-case-form.tsx';
import '../settings.css';

/** A case for somebody on the telephone. */
export function NewCasePage({ me }: { me: Me }): JSX.Element {
  const back = (): void => go({ page: 'cases', query: shownCases.value.query ?? '' });
  return (
    <CasesFrame me={me}>
      {() => (
        <section class="case-page-scroll" aria-labelledby="new-case-title">
          <header class="settings-head">
            <IconButton icon={ArrowLeft} label={t('case-to-list')} onClick={back} />
            <h1 id="new-case-title">{t('case-new')}</h1>
          </header>
          <NewCaseForm
            from={null}
            onCancel={back}
            onOpened={({ number, told_to }) => {
              goInstead({ page: 'case', number });
              toast(
                told_to === ''
                  ? t('case-opened', { number })
                  : t('case-opened-told', { number, address: told_to }),
              );
            }}
          />
        </section>
      )}
    </CasesFrame>
  );
}

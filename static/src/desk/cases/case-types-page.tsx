import { ArrowLeft, FileStack, Lock } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Banner, EmptyState, Skeleton } from '../../ui/panel.tsx';
import { EditChoice, inOrder, NEW } from '../edit-choice.tsx';
import { queues } from '../live.ts';
import { go } from '../route.ts';
import type { Me } from '../session.ts';
import { TypeEditor } from './type-editor.tsx';
import { formOf, newType } from './type-form.ts';
import { loadTypes, typesFailure, useTypes } from './types.ts';
import '../settings.css';
import './cases.css';
import './case-types.css';

/** The kinds of case and what each asks for, for those who lead. */
export function CaseTypesPage({ me }: { me: Me }): JSX.Element {
  return (
    <div class="settings case-types">
      <header class="settings-head">
        <IconButton
          icon={ArrowLeft}
          label={t('case-to-list')}
          onClick={() => go({ page: 'cases', query: '' })}
        />
        <h1>{t('case-types')}</h1>
      </header>
      <main>
        {me.role === 'advisor' ? <EmptyState icon={Lock} title={t('case-types-not-yours')} /> : <Types />}
      </main>
    </div>
  );
}

function Types(): JSX.Element {
  const types = useTypes();
  const [chosen, setChosen] = useState<string | null>(null);
  const failure = typesFailure.value;
  const team = queues.value[0]?.id;
  if (failure !== null && types === null) {
    return (
      <Banner look="warning">
        {failureWords(failure)} <Button onClick={() => void loadTypes()}>{t('try-again')}</Button>
      </Banner>
    );
  }
  if (types === null || team === undefined) return <Skeleton lines={8} label={t('loading')} />;
  const sorted = inOrder(types);
  const type = chosen === NEW ? undefined : (sorted.find((one) => one.id === chosen) ?? sorted[0]);
  return (
    <div class="settings-body">
      <EditChoice
        label={t('case-types')}
        all={sorted}
        current={type?.id ?? chosen}
        retired={t('type-retired-short')}
        fresh={t('type-new')}
        onChoose={setChosen}
      />
      {type !== undefined ? (
        <TypeEditor key={type.id} id={type.id} saved={formOf(type)} onSaved={({ id }) => setChosen(id)} />
      ) : chosen === NEW ? (
        <TypeEditor key={NEW} id={null} saved={newType(team)} onSaved={({ id }) => setChosen(id)} />
      ) : (
        <EmptyState icon={FileStack} title={t('case-types-none')}>
          <p>{t('case-types-none-lead')}</p>
          <Button look="primary" onClick={() => setChosen(NEW)}>
            {t('type-new')}
          </Button>
        </EmptyState>
      )}
    </div>
  );
}

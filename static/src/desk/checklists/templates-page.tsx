import { ArrowLeft, ListChecks, Lock } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Banner, EmptyState, Skeleton } from '../../ui/panel.tsx';
import { loadTypes, typesFailure, useTypes } from '../cases/types.ts';
import { EditChoice, inOrder, NEW } from '../edit-choice.tsx';
import { go } from '../route.ts';
import type { Me } from '../session.ts';
import { TemplateEditor } from './template-editor.tsx';
import { editOf, newTemplate } from './template-form.ts';
import { loadTemplates, templates, templatesFailure } from './templates.ts';
import '../settings.css';
import '../cases/case-types.css';
import './templates.css';

/** The checklists that cases get, for those who lead. */
export function TemplatesPage({ me }: { me: Me }): JSX.Element {
  return (
    <div class="settings case-types">
      <header class="settings-head">
        <IconButton
          icon={ArrowLeft}
          label={t('case-to-list')}
          onClick={() => go({ page: 'cases', query: '' })}
        />
        <h1>{t('lists')}</h1>
      </header>
      <main>
        {me.role === 'advisor' ? <EmptyState icon={Lock} title={t('lists-not-yours')} /> : <Templates />}
      </main>
    </div>
  );
}

function Templates(): JSX.Element {
  const types = useTypes();
  const all = templates.value;
  const [chosen, setChosen] = useState<string | null>(null);
  const [made] = useState(newTemplate);
  useEffect(() => {
    void loadTemplates();
    // Somebody may have made a kind of case since they were asked for.
    void loadTypes();
  }, []);
  const failure = templatesFailure.value ?? typesFailure.value;
  if (failure !== null && (all === null || types === null)) {
    const again = (): void => {
      void loadTemplates();
      void loadTypes();
    };
    return (
      <Banner look="warning">
        {failureWords(failure)} <Button onClick={again}>{t('try-again')}</Button>
      </Banner>
    );
  }
  if (all === null || types === null) return <Skeleton lines={8} label={t('loading')} />;
  const sorted = inOrder(all);
  const template = chosen === NEW ? undefined : (sorted.find((one) => one.id === chosen) ?? sorted[0]);
  return (
    <div class="settings-body">
      <EditChoice
        label={t('lists')}
        all={sorted}
        current={template?.id ?? chosen}
        retired={t('list-retired-short')}
        fresh={t('list-new')}
        onChoose={setChosen}
      />
      {template !== undefined ? (
        <TemplateEditor
          key={template.id}
          id={template.id}
          saved={editOf(template)}
          types={types}
          onSaved={({ id }) => setChosen(id)}
        />
      ) : chosen === NEW ? (
        <TemplateEditor key={NEW} id={null} saved={made} types={types} onSaved={({ id }) => setChosen(id)} />
      ) : (
        <EmptyState icon={ListChecks} title={t('lists-none-made')}>
          <p>{t('lists-none-lead')}</p>
          <Button look="primary" onClick={() => setChosen(NEW)}>
            {t('list-new')}
          </Button>
        </EmptyState>
      )}
    </div>
  );
}

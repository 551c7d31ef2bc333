import { ArrowLeft } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { Pane } from './pane.tsx';
import { Person } from './person.tsx';
import { go } from './route.ts';
import type { Me } from './session.ts';

/** One conversation by its address, as a supervisor comes to it from the wall. Looking is silent and written to the audit log. */
export function WatchPage({ me, conversation }: { me: Me; conversation: string }): JSX.Element {
  return (
    <main class="watch-page">
      <nav class="watch-bar">
        <a
          class="button button-quiet"
          href="/desk"
          onClick={(e) => {
            e.preventDefault();
            go({ page: 'desk' });
          }}
        >
          <Icon of={ArrowLeft} />
          <span>{t('to-desk')}</span>
        </a>
        {me.role !== 'advisor' && (
          <a class="button button-quiet" href="/wall">
            {t('wall-open')}
          </a>
        )}
        <h1 class="visually-hidden">{t('watch-title')}</h1>
      </nav>
      <Pane key={conversation} conversation={conversation} me={me} current />
      <section class="desk-person" aria-label={t('person')}>
        <Person key={conversation} conversation={conversation} />
      </section>
    </main>
  );
}

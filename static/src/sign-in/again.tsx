import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/panel.tsx';

/** What went wrong, read aloud when it comes, and another try. */
export function Again({ words, onAgain }: { words: string; onAgain: () => void }): JSX.Element {
  return (
    <>
      <div role="alert">
        <Banner look="warning">{words}</Banner>
      </div>
      <Button look="primary" wide onClick={onAgain}>
        {t('try-again')}
      </Button>
    </>
  );
}

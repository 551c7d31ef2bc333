import { type ComponentType, h, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Button } from './button.tsx';

/** A part of a page that few come to: it is fetched when it is first shown. */
export function later<P extends object>(fetchIt: () => Promise<ComponentType<P>>): ComponentType<P> {
  let kept: ComponentType<P> | null = null;
  return function Later(props: P): JSX.Element | null {
    const [state, setState] = useState<'waits' | 'here' | 'failed'>(kept === null ? 'waits' : 'here');
    useEffect(() => {
      if (state !== 'waits') return;
      fetchIt().then(
        (part) => {
          kept = part;
          setState('here');
        },
        () => setState('failed'),
      );
    }, [state]);
    if (state === 'failed') return <Button onClick={() => setState('waits')}>{t('try-again')}</Button>;
    return kept === null ? null : h(kept, props);
  };
}

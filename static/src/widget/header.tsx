import { ChevronLeft, X } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { inFrame, tellHost } from './host.ts';
import { go } from './route.ts';

/** The top of every view but home: the way back, what this is, and the way out. */
export function Header({
  children,
  menu,
}: {
  children: ComponentChildren;
  menu?: ComponentChildren;
}): JSX.Element {
  return (
    <header class="widget-head">
      <Title />
      <IconButton icon={ChevronLeft} label={t('back')} onClick={() => go({ view: 'home' })} />
      <div class="widget-head-what">{children}</div>
      {menu}
      <CloseButton />
    </header>
  );
}

/** What this page is, for who hears it; the first thing in every view's top. */
export function Title(): JSX.Element {
  return <h1 class="visually-hidden">{t('widget-title')}</h1>;
}

/** Only where there is a page to go back to. */
export function CloseButton(): JSX.Element | null {
  return inFrame() ? (
    <IconButton icon={X} label={t('widget-close')} onClick={() => tellHost({ type: 'close' })} />
  ) : null;
}

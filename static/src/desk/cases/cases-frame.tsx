import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { MyState } from '../my-state.tsx';
import { Offers } from '../offers.tsx';
import { Palette } from '../palette.tsx';
import { Places } from '../places.tsx';
import type { Me } from '../session.ts';
import { Shortcuts } from '../shortcuts.tsx';
import { SideList } from '../side-list.tsx';
import './cases.css';

export type Helps = { onPalette: () => void; onShortcuts: () => void };

type Props = {
  me: Me;
  /** What is shown beside what waits; gets what opens the palette and the keys. */
  children: (helps: Helps) => ComponentChildren;
};

/** The desk with cases in the place of the chats: what waits stays where it was, so that no offer is missed. */
export function CasesFrame({ me, children }: Props): JSX.Element {
  const [dialog, setDialog] = useState<'palette' | 'shortcuts' | null>(null);
  const close = (): void => setDialog(null);
  const helps: Helps = {
    onPalette: () => setDialog('palette'),
    onShortcuts: () => setDialog('shortcuts'),
  };
  return (
    <main class="desk desk-cases" data-column="talk">
      <nav class="desk-list" aria-label={t('what-waits')}>
        <div>
          <MyState me={me} onShortcuts={helps.onShortcuts} />
          <Places />
        </div>
        <div class="desk-list-scroll">
          <Offers />
          <SideList />
        </div>
      </nav>
      <div class="desk-talk">{children(helps)}</div>
      <Palette open={dialog === 'palette'} me={me} onClose={close} onShortcuts={helps.onShortcuts} />
      <Shortcuts open={dialog === 'shortcuts'} onClose={close} />
    </main>
  );
}

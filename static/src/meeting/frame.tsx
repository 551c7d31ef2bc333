import { Settings2, Volume2, VolumeX } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { organisation } from '../organisation.ts';
import { soundOn, switchSound } from '../stores/sound.ts';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { languageItems, themeItems } from '../ui/preferences.tsx';

type Props = {
  /** What the meeting is about. */
  title?: string | undefined;
  /** Beside the body, or over it on a phone. */
  side?: ComponentChildren;
  children: ComponentChildren;
};

/** Every page around the call: whose it is above, one thing below. */
export function Frame({ title = '', side, children }: Props): JSX.Element {
  return (
    <div class="frame">
      <header class="frame-head">
        <div class="frame-names">
          <span class="frame-brand">{organisation() || t('meeting')}</span>
          {title !== '' && <bdi class="frame-title muted">{title}</bdi>}
        </div>
        <Menu
          label={t('language-and-theme')}
          trigger={<Icon of={Settings2} size={20} />}
          items={[
            ...languageItems(),
            ...themeItems(),
            {
              label: t(soundOn.value ? 'signal-off' : 'signal-on'),
              icon: soundOn.value ? VolumeX : Volume2,
              onChoose: switchSound,
            },
          ]}
        />
      </header>
      <main class="frame-body">{children}</main>
      {side}
    </div>
  );
}

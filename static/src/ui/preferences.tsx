import { Languages, SunMoon } from 'lucide';
import type { JSX } from 'preact';
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, language, t } from '../i18n/i18n.ts';
import { chooseTheme, chosenTheme, type Theme } from '../page.tsx';
import { Icon } from './icon.tsx';
import { Menu, type MenuItem } from './menu.tsx';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Language and colours, where nobody is signed in yet. */
export function Preferences(): JSX.Element {
  return (
    <div class="preferences">
      <Menu
        label={t('language-choose')}
        side="above"
        align="start"
        triggerClass="button button-quiet"
        trigger={
          <>
            <Icon of={Languages} />
            <span>{LANGUAGE_NAMES[language()]}</span>
          </>
        }
        items={languageItems()}
      />
      <Menu
        label={t('theme')}
        side="above"
        triggerClass="button button-quiet"
        trigger={
          <>
            <Icon of={SunMoon} />
            <span>{t(`theme-${chosenTheme()}`)}</span>
          </>
        }
        items={themeItems()}
      />
    </div>
  );
}

export function languageItems(): MenuItem[] {
  return LANGUAGES.map((one) => ({
    label: LANGUAGE_NAMES[one],
    checked: one === language(),
    onChoose: () => void chooseLanguage(one),
  }));
}

export function themeItems(): MenuItem[] {
  return THEMES.map((one) => ({
    label: t(`theme-${one}`),
    checked: one === chosenTheme(),
    onChoose: () => chooseTheme(one),
  }));
}

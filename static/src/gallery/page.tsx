import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, language, t } from '../i18n/i18n.ts';
import { Select } from '../ui/field.tsx';
import { Toaster } from '../ui/toast.tsx';
import { ChatParts } from './chat-parts.tsx';
import { ControlParts } from './control-parts.tsx';
import { FigureParts } from './figure-parts.tsx';
import './gallery.css';
import { type Kind, SAMPLES } from './samples.ts';

const KINDS: readonly Kind[] = ['ordinary', 'long', 'rtl'];

/** Every part in every state, in both themes side by side. Only in development. */
export function GalleryPage(): JSX.Element {
  const [kind, setKind] = useState<Kind>(fromAddress());
  useEffect(() => {
    document.documentElement.dir = kind === 'rtl' ? 'rtl' : 'ltr';
  }, [kind]);
  const samples = SAMPLES[kind];
  return (
    <div class="gallery">
      <header class="gallery-head">
        <h1>{t('gallery-title')}</h1>
        <Select
          label={t('gallery-words')}
          value={kind}
          options={KINDS.map((value) => ({ value, label: t(`gallery-${value}`) }))}
          onChange={setKind}
        />
        <Select
          label={t('language-choose')}
          value={language()}
          options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          onChange={(chosen) => void chooseLanguage(chosen)}
        />
      </header>
      <main class="gallery-themes">
        {(['light', 'dark'] as const).map((theme) => (
          <div key={theme} class="gallery-theme" data-theme={theme}>
            <ControlParts samples={samples} scope={theme} />
            <ChatParts samples={samples} />
            <FigureParts samples={samples} scope={theme} />
          </div>
        ))}
      </main>
      <Toaster />
    </div>
  );
}

function fromAddress(): Kind {
  const asked = new URLSearchParams(location.search).get('words');
  return KINDS.find((kind) => kind === asked) ?? 'ordinary';
}

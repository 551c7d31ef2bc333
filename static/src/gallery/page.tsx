import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, language, t } from '../i18n/i18n.ts';
import { Select } from '../ui/field.tsx';
import { Toaster } from '../ui/toast.tsx';
import { ChatParts } from './chat-parts.tsx';
import { ControlParts } from './control-parts.tsx';
import { FigureParts } from './figure-parts.tsx';
import { FormParts } from './form-parts.tsx';
import './gallery.css';
import { MEETINGS, MeetingParts, OneMeeting } from './meeting-parts.tsx';
import { type Kind, SAMPLES } from './samples.ts';

const KINDS: readonly Kind[] = ['ordinary', 'long', 'rtl'];
const SHELVES = ['parts', 'meeting'] as const;
type Shelf = (typeof SHELVES)[number];

/** Every part in every state, in both themes side by side. Only in development. */
export function GalleryPage(): JSX.Element {
  const [kind, setKind] = useState<Kind>(fromAddress());
  useEffect(() => {
    document.documentElement.dir = kind === 'rtl' ? 'rtl' : 'ltr';
  }, [kind]);
  const [shelf, setShelf] = useState<Shelf>(asked('shelf') === 'meeting' ? 'meeting' : 'parts');
  const samples = SAMPLES[kind];
  const alone = MEETINGS[asked('view') ?? ''];
  if (alone !== undefined) return <OneMeeting made={alone} samples={samples} />;
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
          label={t('gallery-shelf')}
          value={shelf}
          options={SHELVES.map((value) => ({ value, label: t(`gallery-${value}`) }))}
          onChange={setShelf}
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
            {shelf === 'meeting' ? (
              <MeetingParts samples={samples} />
            ) : (
              <>
                <ControlParts samples={samples} scope={theme} />
                <FormParts key={kind} samples={samples} />
                <ChatParts samples={samples} />
                <FigureParts samples={samples} scope={theme} />
              </>
            )}
          </div>
        ))}
      </main>
      <Toaster />
    </div>
  );
}

function fromAddress(): Kind {
  const words = asked('words');
  return KINDS.find((kind) => kind === words) ?? 'ordinary';
}

/** What the address asks for: `words`, `shelf`, or one `view` of a meeting alone. */
function asked(name: string): string | null {
  return new URLSearchParams(location.search).get(name);
}

import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { TextArea } from '../ui/field.tsx';

type Props = { text: string; onSave: (text: string) => Promise<void>; onCancel: () => void };

/** One's own text, to be changed where it stands. Ctrl+Enter saves, Escape leaves it as it was. */
export function EditBox({ text, onSave, onCancel }: Props): JSX.Element {
  const [value, setValue] = useState(text);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    const box = form.current?.querySelector('textarea');
    box?.focus();
    box?.setSelectionRange(text.length, text.length);
  }, [text]);

  const save = async (): Promise<void> => {
    const changed = value.trim();
    if (changed === '' || busy) return;
    if (changed === text) return onCancel();
    setBusy(true);
    await onSave(changed);
    setBusy(false);
  };
  return (
    <form
      ref={form}
      class="edit-box"
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
      onKeyDown={(e) => {
        if (e.key === 'Escape') {
          e.stopPropagation();
          onCancel();
        }
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void save();
      }}
    >
      <TextArea label={t('message-edit')} value={value} onInput={setValue} rows={2} />
      <div class="edit-box-actions">
        <Button look="quiet" onClick={onCancel}>
          {t('cancel')}
        </Button>
        <Button look="primary" type="submit" busy={busy} disabled={value.trim() === ''}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

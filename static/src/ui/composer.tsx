import { ArrowUp, Paperclip } from 'lucide';
import type { ComponentChildren, JSX, Ref } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { IconButton } from './button.tsx';
import './composer.css';

/** As `MAX_TEXT_CHARS` on the wire: Unicode scalar values. */
export const MAX_TEXT_CHARS = 8_000;

export type ComposerProps = {
  /** The draft; the caller keeps it, so it outlives the view. */
  value: string;
  onInput: (value: string) => void;
  onSend: (text: string) => void;
  /** Files chosen, dropped or pasted. Without it there is no paper clip. */
  onFiles?: ((files: File[]) => void) | undefined;
  /** What this box is for, read aloud and shown while empty. */
  label: string;
  disabled?: boolean;
  /** Keys the caller wants first (canned replies); returns whether it took the key. */
  onKey?: (e: KeyboardEvent) => boolean;
  inputRef?: Ref<HTMLTextAreaElement>;
  extra?: ComponentChildren;
};

/** Where one writes. Enter sends, Shift+Enter is a new line, and a key that finishes a composed character does neither. */
export function Composer(props: ComposerProps): JSX.Element {
  const { value, onInput, onSend, onFiles, label, disabled = false, onKey, inputRef, extra } = props;
  const [dropping, setDropping] = useState(false);
  const over = overLimit(value);
  const sendable = !disabled && over === 0 && value.trim() !== '';
  const send = (): void => {
    if (sendable) onSend(value.trim());
  };
  const offer = (list: FileList | null | undefined): boolean => {
    const files = [...(list ?? [])];
    if (files.length === 0 || onFiles === undefined || disabled) return false;
    onFiles(files);
    return true;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way in; the paper clip is the keyboard's.
    <div
      class={`composer${dropping ? ' composer-drop' : ''}`}
      onDragOver={(e) => {
        if (onFiles === undefined || !e.dataTransfer?.types.includes('Files')) return;
        e.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(e) => {
        setDropping(false);
        if (offer(e.dataTransfer?.files)) e.preventDefault();
      }}
    >
      {onFiles === undefined ? <span /> : <Attach disabled={disabled} onFiles={offer} />}
      <textarea
        {...(inputRef === undefined ? {} : { ref: inputRef })}
        class="composer-text"
        dir="auto"
        rows={1}
        aria-label={label}
        placeholder={label}
        enterkeyhint="send"
        value={value}
        disabled={disabled}
        onInput={(e) => onInput(e.currentTarget.value)}
        onPaste={(e) => {
          if (offer(e.clipboardData?.files)) e.preventDefault();
        }}
        onKeyDown={(e) => {
          if (e.isComposing || e.keyCode === 229 || onKey?.(e) === true) return;
          if (e.key !== 'Enter' || e.shiftKey || e.altKey) return;
          e.preventDefault();
          send();
        }}
      />
      <span class="composer-end">
        {extra}
        <IconButton icon={ArrowUp} look="primary" label={t('send')} disabled={!sendable} onClick={send} />
      </span>
      {over > 0 && (
        <p class="composer-count" role="status">
          {t('text-too-long', { over })}
        </p>
      )}
    </div>
  );
}

function Attach({
  disabled,
  onFiles,
}: {
  disabled: boolean;
  onFiles: (files: FileList | null) => boolean;
}): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        icon={Paperclip}
        label={t('attach')}
        disabled={disabled}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('attach')}
        onChange={(e) => {
          onFiles(e.currentTarget.files);
          e.currentTarget.value = '';
        }}
      />
    </>
  );
}

function overLimit(text: string): number {
  return text.length <= MAX_TEXT_CHARS ? 0 : Math.max(0, [...text].length - MAX_TEXT_CHARS);
}

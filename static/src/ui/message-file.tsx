import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Authority, fetchBlob, saveFile } from '../net/http.ts';
import type { FileView } from '../protocol/FileView.ts';
import { FileTile, Picture, WithheldTile } from './file-tile.tsx';

type Props = { file: FileView; authority: Authority };

/** A file in a conversation: to fetch, or why it can't be fetched. */
export function MessageFile({ file, authority }: Props): JSX.Element {
  if (file.scan === undefined || file.scan === 'clean')
    return <ServedFile file={file} authority={authority} />;
  return <WithheldTile name={file.name} mediaType={file.media_type} size={file.size} reason={file.scan} />;
}

/**
 * One that the server serves. Staff's browsers send their cookie by themselves; a visitor's token goes in a header, so
 * there the page fetches the bytes and shows them from memory.
 */
function ServedFile({ file, authority }: Props): JSX.Element {
  const whole = `/api/v1/files/${file.id}`;
  const preview = usePreview(file, authority);
  const save =
    authority.kind === 'cookie'
      ? undefined
      : (e: MouseEvent): void => {
          e.preventDefault();
          void saveFile(whole, file.name, authority);
        };
  if (file.preview && file.width != null && file.height != null) {
    return (
      <Picture
        name={file.name}
        preview={preview}
        href={whole}
        width={file.width}
        height={file.height}
        onOpen={save}
      />
    );
  }
  return (
    <FileTile name={file.name} mediaType={file.media_type} size={file.size} href={whole} onOpen={save} />
  );
}

function usePreview(file: FileView, authority: Authority): string | null {
  const path = `/api/v1/files/${file.id}/preview`;
  const [address, setAddress] = useState<string | null>(authority.kind === 'cookie' ? path : null);
  useEffect(() => {
    if (authority.kind === 'cookie' || !file.preview) return;
    let made: string | null = null;
    let gone = false;
    void fetchBlob(path, authority).then((fetched) => {
      if (gone || !fetched.ok) return;
      made = URL.createObjectURL(fetched.value);
      setAddress(made);
    });
    return () => {
      gone = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [path, authority.kind]);
  return address;
}

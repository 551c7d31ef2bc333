import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

type Props = {
  stream: MediaStream;
  /** What is seen, for who can't see it. */
  label: string;
  /** One's own, as in a mirror. */
  mirrored?: boolean;
  /** A screen is shown whole, a face fills its place. */
  whole?: boolean;
};

/** A moving picture without its sound, which is played elsewhere. */
export function Picture({ stream, label, mirrored = false, whole = false }: Props): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const shown = video.current;
    if (shown === null) return;
    if (shown.srcObject !== stream) shown.srcObject = stream;
    // A browser that saves power leaves it still until it is asked again.
    void shown.play().catch(() => undefined);
    return () => {
      shown.srcObject = null;
    };
  }, [stream]);
  return (
    <video
      ref={video}
      class={`picture-live${mirrored ? ' picture-mirrored' : ''}${whole ? ' picture-whole' : ''}`}
      aria-label={label}
      autoPlay
      playsInline
      muted
      disablePictureInPicture
    />
  );
}

import { Eraser } from 'lucide';
import type { JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { begun, drawnOn, HIGH, isDrawn, pathOf, pointAt, type Strokes, WIDE } from './signature.ts';

type Props = {
  strokes: Strokes;
  /** What is wrong, in words. */
  error: string | undefined;
  onChange: (strokes: Strokes) => void;
};

/** A place to draw one's name by finger, pen or mouse. A picture of paths: sharp on every screen, the same when it is turned. */
export function SignaturePad({ strokes, error, onChange }: Props): JSX.Element {
  const id = useId();
  const pad = useRef<SVGSVGElement>(null);
  // Several movements may come before the page is drawn anew.
  const latest = useRef(strokes);
  latest.current = strokes;
  const pen = useRef<number | null>(null);

  const change = (next: Strokes): void => {
    if (next === latest.current) return;
    latest.current = next;
    onChange(next);
  };
  const at = (e: PointerEvent): [number, number] => {
    const place = pad.current?.getBoundingClientRect() ?? new DOMRect();
    return pointAt(place, e.clientX, e.clientY);
  };
  const draw = (e: PointerEvent): void => {
    if (pen.current !== e.pointerId) return;
    const all = e.getCoalescedEvents?.() ?? [];
    change((all.length === 0 ? [e] : all).reduce((drawn, one) => drawnOn(drawn, at(one)), latest.current));
  };
  const lift = (e: PointerEvent): void => {
    if (pen.current === e.pointerId) pen.current = null;
  };
  return (
    <div class="signature-pad">
      <svg
        ref={pad}
        class="signature-paper"
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        role="img"
        aria-label={t(isDrawn(strokes) ? 'delivery-note-pad-drawn' : 'delivery-note-pad-empty')}
        {...(error === undefined ? {} : { 'aria-describedby': `${id}-error` })}
        onPointerDown={(e) => {
          // One finger draws; the palm beside it doesn't.
          if (pen.current !== null || e.button !== 0) return;
          pen.current = e.pointerId;
          e.currentTarget.setPointerCapture(e.pointerId);
          change(begun(latest.current, at(e)));
        }}
        onPointerMove={draw}
        onPointerUp={lift}
        onPointerCancel={lift}
      >
        <line class="signature-line" x1="40" y1="320" x2={WIDE - 40} y2="320" />
        {strokes.map((stroke, place) => (
          <path key={`${place}`} class="signature-stroke" d={pathOf(stroke)} />
        ))}
      </svg>
      <div class="signature-pad-foot">
        <span id={`${id}-error`} class="field-error" role="alert">
          {error}
        </span>
        <Button look="quiet" icon={Eraser} disabled={strokes.length === 0} onClick={() => change([])}>
          {t('delivery-note-clear')}
        </Button>
      </div>
    </div>
  );
}

/** A drawn signature as it was drawn. */
export function Drawn({ strokes, name }: { strokes: Strokes; name: string }): JSX.Element {
  return (
    <svg
      class="signature-shown"
      viewBox={`0 0 ${WIDE} ${HIGH}`}
      role="img"
      aria-label={t('delivery-note-drawn-by', { name })}
    >
      {strokes.map((stroke, place) => (
        <path key={`${place}`} class="signature-stroke" d={pathOf(stroke)} />
      ))}
    </svg>
  );
}

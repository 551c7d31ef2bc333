import type { JSX } from 'preact';
import { encode } from 'uqr';
import './qr-code.css';

/** Four fields of white around the code, which readers need (ISO/IEC 18004). */
const BORDER = 4;

/** A QR code, dark on white in every theme: a camera doesn't read it the other way round. */
export function QrCode({ text, label }: { text: string; label: string }): JSX.Element {
  const { data, size } = encode(text, { ecc: 'M', border: BORDER });
  return (
    <svg
      class="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={dark(data)} />
    </svg>
  );
}

/** One path of all dark fields, a run in a row at a time. */
function dark(rows: readonly (readonly boolean[])[]): string {
  const runs: string[] = [];
  for (const [y, row] of rows.entries()) {
    let x = 0;
    while (x < row.length) {
      const from = x;
      while (row[x] === true) x += 1;
      if (x > from) runs.push(`M${from} ${y}h${x - from}v1h${from - x}z`);
      x += 1;
    }
  }
  return runs.join('');
}

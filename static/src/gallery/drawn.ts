/* Pictures for a gallery without cameras: a face or a page, drawn and streamed. */

const streams = new Map<number | 'screen', MediaStream>();

/** The stream of a drawing: a number gives a face, each its own colour. Drawn once. */
export function drawn(what: number | 'screen'): MediaStream {
  const known = streams.get(what);
  if (known !== undefined) return known;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = what === 'screen' ? [1280, 800] : [640, 480];
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('no canvas to draw on');
  const stream = canvas.captureStream(1);
  const draw = what === 'screen' ? drawPage : (on: CanvasRenderingContext2D) => drawFace(on, what);
  draw(pen);
  // A canvas that doesn't change sends nothing to who begins to look later.
  setInterval(() => draw(pen), 1_000);
  streams.set(what, stream);
  return stream;
}

function drawFace(pen: CanvasRenderingContext2D, at: number): void {
  const hue = (at * 67 + 40) % 360;
  pen.fillStyle = `oklch(0.72 0.06 ${hue})`;
  pen.fillRect(0, 0, 640, 480);
  pen.fillStyle = `oklch(0.42 0.08 ${(hue + 180) % 360})`;
  pen.beginPath();
  pen.ellipse(320, 520, 210, 190, 0, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = 'oklch(0.78 0.06 60)';
  pen.beginPath();
  pen.ellipse(320, 215, 92, 115, 0, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = `oklch(0.3 0.04 ${hue})`;
  pen.beginPath();
  pen.ellipse(320, 135, 100, 62, 0, Math.PI, 2 * Math.PI);
  pen.fill();
}

function drawPage(pen: CanvasRenderingContext2D): void {
  pen.fillStyle = 'white';
  pen.fillRect(0, 0, 1280, 800);
  pen.fillStyle = '#234';
  pen.font = '44px sans-serif';
  pen.fillText('Bodelning 2026', 90, 130);
  pen.fillStyle = '#ccd2d8';
  for (let line = 0; line < 12; line++) pen.fillRect(90, 190 + line * 44, 1_080 - ((line * 137) % 360), 16);
}

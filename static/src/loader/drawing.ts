/** The button's two pictures, built node by node: a host page's policy may forbid markup from strings. */
const PATHS = {
  speech: ['M7.9 20A9 9 0 1 0 4 16.1L2 22Z', 'M8 10.5h8', 'M8 14h5'],
  cross: ['M6 9l6 6 6-6'],
} as const;

export function drawing(name: keyof typeof PATHS): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of PATHS[name]) {
    const path = document.createElementNS(namespace, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

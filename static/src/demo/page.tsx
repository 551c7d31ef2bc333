import type { JSX } from 'preact';

export function DemoPage(): JSX.Element {
  return <main />;
}

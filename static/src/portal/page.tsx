import type { JSX } from 'preact';

export function PortalPage(): JSX.Element {
  return <main />;
}

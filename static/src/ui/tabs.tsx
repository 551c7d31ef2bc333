import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Badge } from './badge.tsx';
import './tabs.css';

export type Tab<K extends string> = { key: K; label: string; count?: number };

type Props<K extends string> = {
  label: string;
  /** Prefix of the ids: panels are `${id}-panel-${key}` and name their tab by `${id}-tab-${key}`. */
  id: string;
  tabs: readonly Tab<K>[];
  selected: K;
  onSelect: (key: K) => void;
};

/** Tabs in a row: arrows move and select. The caller draws the panel. */
export function Tabs<K extends string>({ label, id, tabs, selected, onSelect }: Props<K>): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (e: KeyboardEvent): void => {
    const step = stepFor(e.key, list.current);
    if (step === 0) return;
    const at = tabs.findIndex((tab) => tab.key === selected);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    e.preventDefault();
    onSelect(next.key);
    document.getElementById(`${id}-tab-${next.key}`)?.focus();
  };
  return (
    <div ref={list} class="tabs" role="tablist" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.key}
          type="button"
          role="tab"
          class="tab"
          id={`${id}-tab-${tab.key}`}
          aria-controls={`${id}-panel-${tab.key}`}
          aria-selected={tab.key === selected}
          tabIndex={tab.key === selected ? 0 : -1}
          onClick={() => onSelect(tab.key)}
        >
          {tab.label}
          {tab.count !== undefined && tab.count > 0 && <Badge>{tab.count}</Badge>}
        </button>
      ))}
    </div>
  );
}

function stepFor(key: string, list: HTMLElement | null): number {
  const forward = list !== null && getComputedStyle(list).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return 0;
  return key === forward ? 1 : -1;
}

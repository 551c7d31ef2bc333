import { readFile } from 'node:fs/promises';
import { FluentResource } from '@fluent/bundle';
import type { Plugin } from 'vite';

/** Catalogues are parsed here, once, so that no page carries a parser: `import { entries } from './x.ftl'`. */
export function fluent(): Plugin {
  return {
    name: 'samtal-fluent',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.ftl')) return null;
      this.addWatchFile(id);
      const { body } = new FluentResource(await readFile(id, 'utf8'));
      return `export const entries = ${JSON.stringify(body)};`;
    },
  };
}

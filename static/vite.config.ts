/// <reference types="vitest/config" />
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { fluent } from './vite.ftl.ts';

/** Browsers that know `light-dark()`, container queries and native nesting. */
export const BROWSERS = ['chrome123', 'edge123', 'firefox121', 'safari17.5'];

/**
 * The chat is built by itself (`--mode widget`): sharing chunks with the desk would make a visitor pay for the desk.
 * Its build writes the list of what it loads, which `tests/size.test.ts` adds up.
 */
const PAGES: Record<string, string[]> = {
  widget: ['widget.html'],
  production: [
    'index.html',
    'demo.html',
    'sign-in.html',
    'account.html',
    'my.html',
    'link.html',
    'desk.html',
    'invitation.html',
    'docs.html',
    'meeting.html',
    'wall.html',
    'return.html',
    'not-found.html',
    'dev/gallery.html',
  ],
};

const page = (file: string): string => resolve(import.meta.dirname, file);

// The page `/x` is `dist/x.html`. Nothing is inlined: the pages run under a policy without inline script or style.
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  plugins: [fluent()],
  build: {
    outDir: 'dist',
    emptyOutDir: mode === 'widget',
    target: BROWSERS,
    cssTarget: BROWSERS,
    assetsInlineLimit: 0,
    manifest: mode === 'widget' ? 'manifest.json' : false,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: (PAGES[mode] ?? []).map(page) },
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/socket': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    environment: 'node',
  },
}));

/// <reference types="vitest/config" />
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { fluent } from './vite.ftl.ts';

/** Browsers that know `light-dark()`, container queries and native nesting. */
export const BROWSERS = ['chrome123', 'edge123', 'firefox121', 'safari17.5'];

const page = (file: string): string => resolve(import.meta.dirname, file);

// The page `/x` is `dist/x.html`. Nothing is inlined: the pages run under a policy without inline script or style.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [fluent()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: BROWSERS,
    cssTarget: BROWSERS,
    assetsInlineLimit: 0,
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: page('index.html'),
        demo: page('demo.html'),
        widget: page('widget.html'),
        desk: page('desk.html'),
        wall: page('wall.html'),
        gallery: page('dev/gallery.html'),
      },
    },
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/files': 'http://127.0.0.1:8080',
      '/socket': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    environment: 'node',
  },
});

import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { BROWSERS } from './vite.config.ts';

// The one file a host page loads. Its name carries no hash: it stands in other people's pages for years.
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: BROWSERS,
    lib: {
      entry: resolve(import.meta.dirname, 'src/loader/main.ts'),
      formats: ['iife'],
      name: 'samtalLoader',
      fileName: () => 'widget.js',
    },
  },
});

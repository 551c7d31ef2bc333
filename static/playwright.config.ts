import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** Without windows it is a third faster; where it is missing, the ordinary one. */
const SHELL = '/usr/bin/chromium-headless-shell';
const BROWSER = existsSync(SHELL) ? SHELL : '/usr/bin/chromium';

/** The browser is the system's own; nothing is downloaded, and it calls nobody by itself. */
const CHROMIUM = {
  executablePath: process.env.CHROMIUM ?? BROWSER,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Meetings: an invented camera and microphone that nobody is asked about, media over loopback, a screen to share.
    // As many pictures a second as a camera gives at dusk: to draw and pack twice as many shows nothing more.
    '--use-fake-device-for-media-stream=fps=10',
    '--use-fake-ui-for-media-stream',
    '--allow-loopback-in-peer-connection',
    '--auto-select-desktop-capture-source=Entire screen',
    '--autoplay-policy=no-user-gesture-required',
  ],
};

/** Stories in which people see and hear each other. */
const MEDIA = [/meeting.*\.spec\.ts$/, /relay\.spec\.ts$/];

// Stories are told against the real server: `e2e/real.ts`.
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/runs',
  globalSetup: './e2e/seeded.ts',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  reporter: [['list']],
  // Sound and picture want a core to themselves: one such story at a time, beside one of the others. They stand first,
  // since whoever is free takes the first story that it may: last, they would be told one by one beside nothing.
  projects: [
    { name: 'media', testMatch: MEDIA, workers: 1 },
    { name: 'pages', testIgnore: MEDIA },
  ],
  // A test that hangs ends; a busy machine has time.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  use: {
    locale: 'sv-SE',
    timezoneId: 'Europe/Stockholm',
    launchOptions: CHROMIUM,
  },
});

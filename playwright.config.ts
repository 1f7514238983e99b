import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  tsconfig: './test/e2e/tsconfig.json',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1, // one display, one clipboard
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  outputDir: 'test-results/e2e',
  // Pictures of the components (test/gallery); scripts/accept-gallery.mjs takes over new ones.
  snapshotPathTemplate: 'test/gallery/pictures/{arg}{ext}',
  updateSnapshots: 'none',
  projects: [
    { name: 'app', testIgnore: 'package.spec.ts' },
    // Installs the .deb, for which it must be root: run by itself (scripts/test.mjs).
    { name: 'package', testMatch: 'package.spec.ts', timeout: 180_000 },
  ],
});

import { defineConfig } from '@playwright/test';

/** One display for each worker, as each has one clipboard and one focus; without virtual ones there is a single display. */
const displays = JSON.parse(process.env['STREAMGAUGE_DISPLAYS'] ?? '[]') as readonly Record<string, string>[];
Object.assign(process.env, displays[Number(process.env['TEST_PARALLEL_INDEX'] ?? 0)]);

export default defineConfig({
  testDir: 'test/e2e',
  tsconfig: './test/e2e/tsconfig.json',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: Math.max(1, displays.length),
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

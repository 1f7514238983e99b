import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import vue from '@vitejs/plugin-vue';
import { buildInfo } from './scripts/build-info.mjs';
import { bundledModules } from './scripts/bundled-modules.mjs';

// The lowest runtime the app must start on (Electron 25: Node 18.15, Chrome 114). Named here, because
// electron-vite would otherwise derive the targets from the *declared* version of Electron.
const NODE_TARGET = 'node18.15';
const CHROME_TARGET = 'chrome114';

const alias = { '@shared': resolve(__dirname, 'src/shared') };

/** Where a release looks for updates, and the key that they are signed with (docs/packaging.md). Without both it never looks. */
function updateFeed(): { url: string; key: string } | null {
  const { STREAMGAUGE_UPDATE_URL: url, STREAMGAUGE_UPDATE_KEY: key } = process.env;
  return url && key ? { url, key } : null;
}

export default defineConfig({
  main: {
    resolve: { alias },
    // Read by src/main/shell/build.ts.
    define: { __BUILD__: JSON.stringify({ ...buildInfo(), updates: updateFeed() }) },
    plugins: [bundledModules('main')],
    build: {
      target: NODE_TARGET,
      externalizeDeps: false, // everything is bundled: nothing of node_modules ships
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: resolve(__dirname, 'src/main/index.ts'),
          // A worker thread of its own: the event store.
          'store-thread': resolve(__dirname, 'src/main/history/store/store-thread.ts'),
        },
        output: { format: 'cjs' },
      },
    },
  },
  preload: {
    resolve: { alias },
    plugins: [bundledModules('preload')],
    build: {
      target: NODE_TARGET,
      externalizeDeps: false,
      rolldownOptions: { output: { format: 'cjs' } }, // a sandboxed preload must be one CommonJS file
    },
  },
  renderer: {
    root: 'src/renderer',
    resolve: { alias: { ...alias, '@': resolve(__dirname, 'src/renderer/src') } },
    plugins: [vue(), bundledModules('renderer')],
    build: {
      target: CHROME_TARGET,
      cssTarget: CHROME_TARGET,
      minify: 'oxc',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1_000,
    },
  },
});

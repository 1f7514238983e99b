import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { bundledModules } from './scripts/bundled-modules.mjs';

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

const ENTRIES = {
  streamgauge: source('headless/streamgauge.ts'),
  'store-thread': source('main/history/store/store-thread.ts'),
};

// The headless command, or with `--mode store-thread` the worker thread of its event store: one CommonJS file each for
// plain Node, no Electron in it.
export default defineConfig(({ mode }) => {
  const name = mode === 'store-thread' ? mode : 'streamgauge';
  return {
    resolve: { alias: { '@shared': source('shared') } },
    ssr: { noExternal: true },
    plugins: [bundledModules(name === 'streamgauge' ? 'headless' : 'headless-store-thread')],
    build: {
      ssr: ENTRIES[name],
      target: 'node18.15',
      outDir: 'out/headless',
      emptyOutDir: false,
      sourcemap: true,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: `${name}.cjs` } },
    },
  };
});

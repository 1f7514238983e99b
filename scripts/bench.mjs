#!/usr/bin/env node
// npm run bench: builds hub, sources and their peers as production code is built, into out/bench, and runs the benchmarks.
//
//   node scripts/bench.mjs [name…] [--quick] [--rounds N]     see --help and bench/README.md
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { benchInWindow, IN_WINDOW } from './bench-in-window.mjs';
import { runChild } from './child.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const from = (file) => path.join(root, 'test', 'bench', file);
const ENTRIES = {
  run: from('run.ts'),
  'subject-process': from('subject-process.ts'),
  'reader-process': from('reader-process.ts'),
  'ingest-server-process': from('ingest/server-process.ts'),
  'ingest-reader-process': from('ingest/reader-process.ts'),
  'fleet-server-process': from('fleet/server-process.ts'),
  'followers-process': from('fleet/followers-process.ts'),
  'connection-hub-process': from('connections/hub-process.ts'),
  'connection-clients-process': from('connections/clients-process.ts'),
  'query-store-process': from('queries/store-process.ts'),
  'query-scan-process': from('queries/scan-process.ts'),
  'store-thread': path.join(root, 'src', 'main', 'history', 'store', 'store-thread.ts'),
  'window-server-process': from('window/server-process.ts'),
  'start-fill-process': from('start/fill-process.ts'),
  'soak-hub-process': from('soak/hub-process.ts'),
  'soak-clients-process': from('soak/clients-process.ts'),
};

await build({
  configFile: false,
  root,
  logLevel: 'warn',
  resolve: { alias: { '@shared': path.join(root, 'src', 'shared') } },
  // Everything bundled, the peers too, so that nobody gains or loses by it.
  // Playwright finds its own files beside itself.
  ssr: { noExternal: true, external: ['@playwright/test'] },
  build: {
    ssr: true,
    target: 'node18.15',
    outDir: 'out/bench',
    sourcemap: true,
    rolldownOptions: {
      input: ENTRIES,
      output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
    },
  },
});

const args = process.argv.slice(2);
process.exitCode = args.some((name) => IN_WINDOW.includes(name))
  ? await benchInWindow(root, args)
  : await runChild(process.execPath, [path.join(root, 'out', 'bench', 'run.cjs'), ...args], { cwd: root });

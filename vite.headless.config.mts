import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// The headless command: one CommonJS file for plain Node, no Electron in it.
export default defineConfig({
  resolve: { alias: { '@shared': fileURLToPath(new URL('./src/shared', import.meta.url)) } },
  ssr: { noExternal: true },
  build: {
    ssr: 'src/headless/streamgauge.ts',
    target: 'node18.15',
    outDir: 'out/headless',
    sourcemap: true,
    rolldownOptions: { output: { format: 'cjs', entryFileNames: 'streamgauge.cjs' } },
  },
});

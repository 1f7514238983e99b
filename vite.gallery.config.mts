import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

// Every component of the window in every state, in an ordinary browser. `npm run gallery`, then open the address;
// test/e2e/gallery.spec.ts builds it and compares pictures.
export default defineConfig({
  root: path('./test/gallery'),
  cacheDir: path('./node_modules/.vite-gallery'),
  resolve: { alias: { '@shared': path('./src/shared'), '@': path('./src/renderer/src') } },
  server: { host: '127.0.0.1', port: 5198, fs: { allow: [path('.')] } },
  build: { target: 'chrome114', cssTarget: 'chrome114', assetsInlineLimit: 0, chunkSizeWarningLimit: 2_000 },
  plugins: [vue()],
});

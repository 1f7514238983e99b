import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const main = path('./src/renderer/src/main.ts');
const bridge = path('./test/support/stand-in/bridge.ts');

// The renderer in an ordinary browser, on a stand-in for the main process: to work on the window's looks and
// to try it in a newer Chromium than the one the app ships with. `npm run stand-in`, then open the address.
export default defineConfig({
  root: path('./src/renderer'),
  cacheDir: path('./node_modules/.vite-stand-in'),
  resolve: { alias: { '@shared': path('./src/shared'), '@': path('./src/renderer/src') } },
  server: { host: '127.0.0.1', port: 5199, fs: { allow: [path('.')] } },
  build: { target: 'chrome114', cssTarget: 'chrome114', chunkSizeWarningLimit: 2_000 },
  plugins: [
    vue(),
    {
      name: 'stand-in-bridge',
      // Before everything else, as the preload script runs before the window's own.
      transform: (code, id) => (id === main ? `import ${JSON.stringify(bridge)};\n${code}` : null),
    },
  ],
});

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));

/** Builds a TypeScript file into one CommonJS file that plain Node runs, and gives back its path. */
export async function builtEntry(entry: string, folder: string): Promise<string> {
  const name = `${path.basename(entry, '.ts')}.cjs`;
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'silent',
    resolve: { alias: { '@shared': path.join(ROOT, 'src/shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: path.join(ROOT, entry),
      outDir: folder,
      emptyOutDir: false,
      target: 'node18',
      minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: name } },
    },
  });
  return path.join(folder, name);
}

export const STORE_THREAD = 'src/main/history/store/store-thread.ts';

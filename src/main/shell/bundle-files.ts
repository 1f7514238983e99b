import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
};

export interface BundleFile {
  readonly path: string;
  readonly type: string;
}

/**
 * Every file the window may ask for, by the exact path of its address (`/assets/index-4f9c.js`). Made once from the
 * folder, so that no request ever turns into a path: what is not in the map does not exist. Links and files of
 * unknown type stay out.
 */
export async function bundleFiles(folder: string): Promise<ReadonlyMap<string, BundleFile>> {
  const files = new Map<string, BundleFile>();
  const walk = async (directory: string, prefix: string): Promise<void> => {
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) await walk(path, `${prefix}${entry.name}/`);
      const type = TYPES[extname(entry.name)];
      if (entry.isFile() && type !== undefined) files.set(`${prefix}${entry.name}`, { path, type });
    }
  };
  await walk(folder, '/');
  return files;
}

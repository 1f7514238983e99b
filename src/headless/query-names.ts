import { join } from 'node:path';
import { CAPTURE_PREFIX, MAX_CAPTURES } from '@shared/history';
import { MAX_SOURCES } from '@shared/source';
import { readJson } from '../main/settings/read-json';

/**
 * The names of sources and captures by their ids, as the app wrote them last. Nothing else is read from its files: no
 * address, no header, no secret. A file that is missing or damaged gives no names.
 */
export async function sourceNames(dataFolder: string): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  await add(names, join(dataFolder, 'captures.json'), 'captures', MAX_CAPTURES);
  await add(names, join(dataFolder, 'sources.json'), 'sources', MAX_SOURCES);
  return names;
}

async function add(names: Map<string, string>, path: string, list: string, most: number): Promise<void> {
  const found = await readJson(path);
  const entries = found.kind === 'object' ? found.object[list] : [];
  for (const entry of Array.isArray(entries) ? entries.slice(0, most) : []) {
    const { id, name } = (entry ?? {}) as { readonly id?: unknown; readonly name?: unknown };
    if (typeof id !== 'string' || typeof name !== 'string' || id === '' || name === '') continue;
    // A capture has no right to the name of a source that it is not.
    if (list === 'captures' && !id.startsWith(CAPTURE_PREFIX)) continue;
    names.set(id, name);
  }
}

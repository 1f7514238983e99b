import { join } from 'node:path';
import { DEFAULT_SETTINGS, settingsSchema, type Settings } from '@shared/settings';
import { readJson } from './read-json';
import { salvage } from './salvage';

/**
 * The settings as far as the first window needs them, without waiting for the engine, which looks after the file. Never
 * throws: what cannot be read is as it is by default.
 */
export async function firstSettings(folder: string): Promise<Settings> {
  const found = await readJson(join(folder, 'settings.json'));
  if (found.kind !== 'object') return DEFAULT_SETTINGS;
  try {
    return salvage(settingsSchema, found.object).value;
  } catch {
    return DEFAULT_SETTINGS;
  }
}

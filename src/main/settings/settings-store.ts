import { join } from 'node:path';
import { DEFAULT_SETTINGS, settingsSchema, type Settings } from '@shared/settings';
import { JsonFile, type JsonFormat } from './json-file';
import type { NoticeSink } from './notice-sink';
import { salvage } from './salvage';

const FORMAT: JsonFormat<Settings> = {
  version: 1,
  initial: () => DEFAULT_SETTINGS,
  read: (document) => salvage(settingsSchema, document),
  write: (settings) => settings,
};

/** What a person has set, kept in settings.json. */
export class SettingsStore {
  readonly #file: JsonFile<Settings>;
  #value: Settings;

  private constructor(file: JsonFile<Settings>, value: Settings) {
    this.#file = file;
    this.#value = value;
  }

  /** Never throws: a bad file is set aside and reported as a notice. */
  static async open(folder: string, notices: NoticeSink): Promise<SettingsStore> {
    const file = new JsonFile(join(folder, 'settings.json'), FORMAT, notices);
    return new SettingsStore(file, await file.load());
  }

  get value(): Settings {
    return this.#value;
  }

  save(settings: Settings): void {
    this.#value = settings;
    this.#file.save(settings);
  }

  /** Resolves when all is on disk, or a notice says why not. */
  flush(): Promise<void> {
    return this.#file.flush();
  }
}

import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';

const memorySchema = v.object({ toldOfTray: v.optional(v.boolean(), false) });

/** What the app remembers of what it said once. Forgotten, it says it again: no file is worth a failure here. */
export class DesktopMemory {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** True the first time only. */
  firstTimeInTray(): boolean {
    if (this.#read().toldOfTray) return false;
    try {
      writeFileSync(this.#file, `${JSON.stringify({ toldOfTray: true })}\n`);
    } catch {
      // A full disk: it is said again next time.
    }
    return true;
  }

  #read(): v.InferOutput<typeof memorySchema> {
    try {
      return v.parse(memorySchema, JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      return { toldOfTray: false };
    }
  }
}

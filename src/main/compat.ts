/**
 * Globals that current libraries take for granted and Electron 25 (Node 18.15) lacks.
 * The first import of every main-side entry.
 */
import * as buffer from 'node:buffer';
import { webcrypto } from 'node:crypto';

function fill(key: string, value: unknown): void {
  if (key in globalThis) return;
  Object.defineProperty(globalThis, key, { value, configurable: true, writable: true });
}

fill('crypto', webcrypto);
fill('File', buffer.File);
fill(
  'CustomEvent',
  class CustomEvent extends Event {
    readonly detail: unknown;
    constructor(type: string, init: ConstructorParameters<typeof Event>[1] & { detail?: unknown } = {}) {
      super(type, init);
      this.detail = init.detail ?? null;
    }
  },
);

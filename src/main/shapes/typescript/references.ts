/** A place in a document, and what stands there. */
export interface Located {
  readonly value: unknown;
  /** JSON pointer (RFC 6901) from the root of the document; `''` for the root itself. */
  readonly pointer: string;
}

/** Longest chain of references that is followed. */
const MAX_HOPS = 50;

/** Finds what local `$ref`s point to. */
export class References {
  readonly #root: unknown;
  readonly #isSchema: boolean;

  /** @param options `isSchema`: the document as a whole is one, so that `#` is a reference to it */
  constructor(root: unknown, { isSchema }: { readonly isSchema: boolean } = { isSchema: false }) {
    this.#root = root;
    this.#isSchema = isSchema;
  }

  /**
   * Follows `$ref`s until there is something else, or nothing to follow.
   * @returns null for a reference that is not local, leads nowhere or in a circle
   */
  resolve(at: Located): Located | null {
    let current = at;
    for (let hop = 0; hop < MAX_HOPS; hop++) {
      const ref = refOf(current.value);
      if (ref === null) return current;
      const target = this.find(ref, at.pointer);
      if (!target) return null;
      current = target;
    }
    return null;
  }

  /**
   * What a reference points to. Schemas that were written for themselves point from their own root instead of the
   * document's; `near` is where the reference stands, and its surroundings are tried from inside out.
   */
  find(ref: string, near: string): Located | null {
    if (!/^#(?:\/|$)/u.test(ref)) return null;
    let path: string;
    try {
      path = decodeURIComponent(ref.slice(1));
    } catch {
      return null;
    }
    if (path !== '' || this.#isSchema) {
      const found = this.#at(path);
      if (found) return found;
    }
    for (let base = near; base !== ''; base = base.slice(0, base.lastIndexOf('/'))) {
      if (path === '' ? /\/(?:payload|schema)$/u.test(base) : true) {
        const found = this.#at(base + path);
        if (found) return found;
      }
    }
    return null;
  }

  #at(pointer: string): Located | null {
    let value = this.#root;
    for (const token of pointer.split('/').slice(1)) {
      const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
      value = (value as Record<string, unknown>)[key];
    }
    return { value, pointer };
  }
}

/** A member of what stands at a place. */
export function memberOf({ value, pointer }: Located, key: string): Located {
  const child = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return { value: child, pointer: `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}` };
}

export function elementOf({ value, pointer }: Located, index: number): Located {
  return {
    value: Array.isArray(value) ? (value[index] as unknown) : undefined,
    pointer: `${pointer}/${index}`,
  };
}

export function refOf(value: unknown): string | null {
  return isObject(value) && typeof value['$ref'] === 'string' ? value['$ref'] : null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

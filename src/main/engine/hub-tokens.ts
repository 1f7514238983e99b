import { join } from 'node:path';
import { TokenStore } from '../hub/auth/token-store';
import { JsonFile } from '../settings/json-file';
import type { NoticeSink } from '../settings/notice-sink';

/** The hub's tokens in hub-tokens.json. Only hashes are stored: the file lets nobody in. */
export class HubTokens {
  readonly store: TokenStore;
  readonly #file: JsonFile<readonly unknown[]>;

  private constructor(store: TokenStore, file: JsonFile<readonly unknown[]>) {
    this.store = store;
    this.#file = file;
    store.onChange(() => file.save(store.toJSON()));
  }

  /** Never throws: a bad file is set aside, and records that are no tokens are left out, both with a notice. */
  static async open(folder: string, notices: NoticeSink): Promise<HubTokens> {
    const store = new TokenStore();
    const file = new JsonFile<readonly unknown[]>(
      join(folder, 'hub-tokens.json'),
      {
        version: 1,
        initial: () => [],
        read({ tokens }) {
          if (!Array.isArray(tokens)) throw new TypeError('it has no list of tokens');
          const leftOut = store.load(tokens);
          const problems =
            leftOut === 0
              ? []
              : [leftOut === 1 ? 'One token was left out.' : `${leftOut} tokens were left out.`];
          return { value: store.toJSON(), problems };
        },
        write: (tokens) => ({ tokens }),
      },
      notices,
    );
    store.load(await file.load());
    return new HubTokens(store, file);
  }

  flush(): Promise<void> {
    return this.#file.flush();
  }
}

import { Buffer } from 'node:buffer';
import { StreamgaugeError } from '@shared/errors';
import type { ChangeRequest } from './protocol';
import { StoreCore } from './store-core';
import type { StoreSnapshot } from './store-snapshot';

/** Changes a history. Throws `history-read-only` for one that is only read. */
export async function answerChange(
  store: StoreCore | StoreSnapshot,
  request: ChangeRequest,
): Promise<number> {
  if (!(store instanceof StoreCore)) {
    throw new StreamgaugeError(
      'history-read-only',
      `The history in ${store.folder} is open for reading only.`,
      {
        hint: 'Open it for writing to change it, which one program at a time can do.',
      },
    );
  }
  switch (request.kind) {
    case 'append':
      await store.append(Buffer.from(request.records, 0, request.length));
      return 0;
    case 'retain':
      await store.retain(request.policy);
      return 0;
    case 'clear':
      return store.clear();
    case 'undo':
      return (await store.undoClear(request.token)) ? 1 : 0;
    case 'hide':
      await store.hide(request.source, request.below);
      return 0;
    case 'show':
      await store.show(request.source);
      return 0;
    case 'forget':
      return store.forget(request.source, request.below);
  }
}

import { parentPort, workerData } from 'node:worker_threads';
import { toProblem } from '@shared/errors';
import { answerQuery } from './answer-query';
import type { StoreAnswer, StoreRequest, StoreThreadData } from './protocol';
import { StoreCore } from './store-core';
import { StoreSnapshot } from './store-snapshot';
import { answerChange } from './answer-change';

// Entry of the store's worker thread: answers the requests of `event-store.ts`, nothing else.
const port = parentPort;
if (!port) throw new Error('This file runs as a worker thread of the event store.');

const { folder, undoMs, readOnly } = workerData as StoreThreadData;
/** Queries that are under way, and whether they are still wanted. */
const underway = new Map<number, { cancelled: boolean }>();

function answer(message: StoreAnswer, transfer: ArrayBuffer[] = []): void {
  port!.postMessage(message, transfer);
}

async function run(store: StoreCore | StoreSnapshot, request: StoreRequest): Promise<void> {
  const { id } = request;
  switch (request.kind) {
    case 'stats':
      answer({ id, kind: 'stats', stats: store.stats() });
      break;
    case 'settle':
      await store.settled();
      answer({ id, kind: 'value', value: 0 });
      break;
    case 'close':
      await store.close();
      answer({ id, kind: 'value', value: 0 });
      port!.close();
      break;
    case 'cancel': {
      const query = underway.get(request.target);
      if (query) query.cancelled = true;
      break;
    }
    case 'page':
    case 'count':
    case 'scan':
    case 'rows':
    case 'histogram':
    case 'channels':
    case 'series': {
      const state = { cancelled: false };
      underway.set(id, state);
      try {
        await answerQuery(store.querySource(), request, () => state.cancelled, answer);
      } finally {
        underway.delete(id);
      }
      break;
    }
    default:
      answer({ id, kind: 'value', value: await answerChange(store, request) });
  }
}

try {
  const store = readOnly
    ? new StoreSnapshot(folder)
    : new StoreCore(folder, undoMs, (change) => answer({ id: 0, kind: 'change', change }));
  port.on('message', (request: StoreRequest) => {
    run(store, request).catch((error: unknown) => {
      answer({ id: request.id, kind: 'error', problem: toProblem(error) });
    });
  });
  answer({ id: 0, kind: 'value', value: store.nextSeq });
} catch (error) {
  answer({ id: 0, kind: 'error', problem: toProblem(error) });
}

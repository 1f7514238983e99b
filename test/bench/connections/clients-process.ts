/** A process that connects one source after the other and says how each fared. */
import { createSourceRegistry } from '../../../src/main/sources/registry';
import { sourceConfig, type SourceWishes } from '../fleet/source-config';
import { answerCalls } from '../support/rpc';
import { EVENT, MARK, monotonicMicros, readTime, STAMP_BYTES } from '../support/tick';

export interface ConnectWishes extends SourceWishes {
  readonly deadlineMs: number;
}

export interface Fate {
  readonly connected: boolean;
  /** Tries that it took, those of all transports. */
  readonly attempts: number;
  /** ms from the first try until the stream was open; NaN when it never was. */
  readonly openMs: number;
  /** ms from the first try to the first event. */
  readonly firstEventMs: number;
  /** ms from the first event's publication to its arrival. */
  readonly deliveryMs: number;
  /** The transport that brought it. */
  readonly by: string;
  /** What the last failure said. */
  readonly reason: string;
}

const waiting = new Map<string, (data: string, transport: string) => void>();
const openedAt = new Map<string, number>();

const registry = createSourceRegistry({
  version: '0',
  onEvent({ sourceId, type, data, transport }) {
    if (type === EVENT) waiting.get(sourceId)?.(data, transport);
  },
  onChange(id) {
    if (registry.status(id)?.state.phase === 'open' && !openedAt.has(id)) {
      openedAt.set(id, performance.now());
    }
  },
});

const calls = {
  /** Follows a source until its first event, or gives up. */
  connect({ deadlineMs, ...wishes }: ConnectWishes): Promise<Fate> {
    const { id } = wishes;
    return new Promise((resolve) => {
      const began = performance.now();
      const finish = (connected: boolean, data: string, by: string): void => {
        clearTimeout(timer);
        const { attempts = [], state } = registry.status(id) ?? {};
        const last = [...attempts].reverse().find(({ reason }) => reason !== null)?.reason;
        const firstEventMs = performance.now() - began;
        registry.remove(id);
        waiting.delete(id);
        const opened = openedAt.get(id);
        openedAt.delete(id);
        resolve({
          connected,
          attempts: attempts.length,
          openMs: opened === undefined ? NaN : opened - began,
          firstEventMs,
          deliveryMs: connected ? (monotonicMicros() - publishedAt(data)) / 1_000 : NaN,
          by,
          reason: last?.message ?? (connected ? '' : `${state?.phase}, no event in time`),
        });
      };
      const timer = setTimeout(() => finish(false, '', ''), deadlineMs);
      waiting.set(id, (data, transport) => finish(true, data, transport));
      registry.add(sourceConfig(wishes));
    });
  },
};

export type ClientsCalls = typeof calls;

function publishedAt(data: string): number {
  const bytes = Buffer.from(data);
  const at = bytes.indexOf(MARK);
  return at === -1 || at + STAMP_BYTES > bytes.length ? NaN : readTime(bytes, at);
}

answerCalls(calls);

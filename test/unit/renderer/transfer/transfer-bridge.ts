import type { Problem } from '@shared/errors';
import type { StreamgaugeBridge } from '@shared/ipc';

type Answer = { ok: true; value: unknown } | { ok: false; problem: Problem };

/** What a window under test asks, and what it is answered. */
export interface RecordedBridge {
  readonly calls: [name: string, argument: unknown][];
  readonly dropped: File[];
  readonly answers: Record<string, (argument: unknown) => unknown>;
}

/** Puts a bridge on the window that records what is asked. An answer that throws is a problem. */
export function recordBridge(): RecordedBridge {
  const recorded: RecordedBridge = { calls: [], dropped: [], answers: {} };
  const answer = async (name: string, argument: unknown): Promise<Answer> => {
    try {
      return { ok: true, value: await recorded.answers[name]?.(argument) };
    } catch (error) {
      return { ok: false, problem: { code: 'no', message: (error as Error).message } };
    }
  };
  const bridge = {
    call: (name: string, argument: unknown) => {
      // As the context bridge and IPC do, which take no proxies.
      recorded.calls.push([name, structuredClone(argument)]);
      return answer(name, argument);
    },
    importDropped: (files: readonly File[]) => {
      recorded.dropped.push(...files);
      return answer('importDropped', files);
    },
    on: () => () => undefined,
  } as unknown as StreamgaugeBridge;
  Object.defineProperty(window, 'streamgauge', { value: bridge, configurable: true });
  return recorded;
}

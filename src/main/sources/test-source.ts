import { TRANSPORT_NAMES, type Negotiated, type Transport } from '@shared/connection';
import { toProblem, type Problem } from '@shared/errors';
import type { TestResult } from '@shared/ipc';
import type { SourceConfig } from '@shared/source';
import type { VariableScope } from './credentials/variables';
import { createOutbound, type Outbound } from './outbound';
import { resumeProblem } from './resume';
import type { TransportAdapter } from './transports/transport';

/** How long a test waits for an answer, and after it for a first event, ms. */
const OPEN_MS = 10_000;
const FIRST_EVENT_MS = 3_000;

interface TestOptions {
  readonly config: SourceConfig;
  readonly transports: Readonly<Record<Transport, TransportAdapter>>;
  readonly userAgent: string;
  readonly now: () => number;
  readonly variables: () => VariableScope;
}

/**
 * Opens a source once by each of its transports until one works, waits a little for an event, lets go, and says in a
 * sentence how it went.
 */
export async function testSource(options: TestOptions, signal: AbortSignal): Promise<TestResult> {
  const { config, userAgent, now, variables } = options;
  let result: TestResult | null = null;
  let outbound: Outbound;
  try {
    outbound = createOutbound(config, { variables: variables(), userAgent, now });
  } catch (error) {
    return failed(toProblem(error));
  }
  try {
    for (const transport of config.transports) {
      result = await testTransport(transport, outbound, options, signal);
      if (result.ok || signal.aborted) break;
    }
    return result!;
  } finally {
    outbound.close();
  }
}

function failed({ message, hint }: Problem): TestResult {
  return { ok: false, sentence: message, ...(hint !== undefined && { hint }) };
}

async function testTransport(
  transport: Transport,
  outbound: Outbound,
  { config, transports, now }: TestOptions,
  signal: AbortSignal,
): Promise<TestResult> {
  const abort = new AbortController();
  const stop = (): void => abort.abort(new Error('the test is over'));
  signal.addEventListener('abort', stop, { once: true });
  let timer = setTimeout(stop, OPEN_MS);
  const startedAt = now();
  let via: Negotiated | null = null;
  let firstEventMs: number | null = null;
  let failure: unknown = null;
  try {
    const lastEventId = resumeProblem(config.startFromId) === null ? config.startFromId : '';
    await transports[transport].run(
      { ...outbound.request(transport, lastEventId), shareKey: null },
      {
        status: () => undefined,
        open(negotiated) {
          via = negotiated;
          clearTimeout(timer);
          timer = setTimeout(stop, FIRST_EVENT_MS);
        },
        bytes: () => undefined,
        event() {
          firstEventMs ??= now() - startedAt;
          stop();
        },
        comment: () => undefined,
        retry: () => undefined,
        position: () => undefined,
        replaced: () => undefined,
        cutOff: () => undefined,
        room: () => null,
      },
      abort.signal,
    );
  } catch (error) {
    failure = error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
  const opened = via as Negotiated | null;
  if (opened) {
    const first =
      firstEventMs === null
        ? 'No event within 3 s; the stream may be quiet.'
        : `First event after ${firstEventMs as number} ms.`;
    const connected = `Connected over ${TRANSPORT_NAMES[transport]} in ${opened.openedAfterMs} ms.`;
    return {
      ok: true,
      sentence: `${connected} ${first} ${[opened.protocol, opened.tls?.version.replace('v', ' ')].filter(Boolean).join(', ')}.`,
    };
  }
  if (abort.signal.aborted) {
    return {
      ok: false,
      sentence: `${config.name} did not answer within ${OPEN_MS / 1_000} s.`,
      hint: 'A firewall may be dropping the connection.',
    };
  }
  return failed(outbound.scrubbed(toProblem(failure)));
}

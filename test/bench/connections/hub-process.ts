/** A process with two hubs, one of them behind TLS, on which the same events are published all the time. */
import { createHub } from '../../../src/main/hub/hub';
import { HUB_OPTIONS } from '../subjects/hub';
import { answerCalls } from '../support/rpc';
import { CHANNEL, EVENT, makeTick } from '../support/tick';

export interface HubWishes {
  readonly cert: string;
  readonly key: string;
  /** `Host` values that clients may send besides the hubs' own. */
  readonly hosts: readonly string[];
  readonly eventsPerSecond: number;
}

export interface HubPorts {
  readonly plain: number;
  readonly tls: number;
}

const calls = {
  async start({ cert, key, hosts, eventsPerSecond }: HubWishes): Promise<HubPorts> {
    const options = { ...HUB_OPTIONS, allowedHosts: hosts };
    const plain = createHub(options);
    const tls = createHub({ ...options, tls: { cert, key } });
    const ports = { plain: (await plain.start()).port, tls: (await tls.start()).port };
    let seq = 0;
    setInterval(() => {
      const { data } = makeTick(++seq);
      for (const hub of [plain, tls]) void hub.publish({ channel: CHANNEL, event: EVENT, data });
    }, 1_000 / eventsPerSecond);
    return ports;
  },
};

export type HubCalls = typeof calls;

answerCalls(calls);

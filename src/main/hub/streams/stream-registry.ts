import { assertChannelPattern, channelSegments } from '@shared/channel';
import { StreamgaugeError } from '@shared/errors';
import type { Publication } from '@shared/hub';
import type { Principal } from '../auth/principal';
import type { StreamDefinition } from './define-stream';

const MAX_STREAMS = 1_000;

/** The streams whose events are known. A channel belongs to the first of them that it fits, in the order of adding. */
export class StreamRegistry implements Iterable<StreamDefinition> {
  readonly #streams: StreamDefinition[] = [];

  /** @throws StreamgaugeError `bad-stream` as `add` */
  constructor(streams: Iterable<StreamDefinition> = []) {
    for (const stream of streams) this.add(stream);
  }

  get size(): number {
    return this.#streams.length;
  }

  [Symbol.iterator](): Iterator<StreamDefinition> {
    return this.#streams.values();
  }

  /** @throws StreamgaugeError `bad-stream` for a name that is taken, or one stream too many */
  add(stream: StreamDefinition): void {
    if (this.#streams.some(({ name }) => name === stream.name)) {
      throw new StreamgaugeError('bad-stream', `There are two streams with the name ${stream.name}.`);
    }
    if (this.#streams.length >= MAX_STREAMS) {
      throw new StreamgaugeError('bad-stream', `There are more than ${MAX_STREAMS} streams.`);
    }
    this.#streams.push(stream);
  }

  /** The stream that a channel belongs to. */
  find(channel: string): StreamDefinition | undefined {
    return this.#streams.find((stream) => stream.matches(channel));
  }

  /**
   * Checks what somebody publishes, when its channel belongs to a stream.
   * @throws StreamgaugeError `unknown-event-type`, `bad-event-data`, `bad-data`, `too-large`
   */
  check({ channel, event = 'message', data }: Publication): void {
    this.find(channel)?.validate(event, data);
  }

  /**
   * The stream that refuses this one to read a name or pattern, or undefined when none does. A pattern is refused when it
   * may take in channels of a stream that refuses it, so that no wildcard is a way around.
   */
  refusing(principal: Principal, pattern: string): StreamDefinition | undefined {
    return this.#streams.find((stream) => stream.overlaps(pattern) && !stream.allows(principal, pattern));
  }

  /**
   * The channel of `/sse/:streamType/:channel`: `CommentStream` and `item%3A7` give `CommentStream:item:7`. Both are as
   * they stand in the request target, percent-encoded (RFC 3986 §2.1); `rest` may hold further slashes and wildcards.
   * @throws StreamgaugeError `bad-channel`
   */
  pathChannel(streamType: string, rest: string): string {
    const type = decoded(streamType);
    if (type === '' || type.includes('*') || channelSegments(type).length > 1) {
      throw new StreamgaugeError('bad-channel', 'The address has no stream type before its channel.', {
        hint: HINT,
      });
    }
    const channel = `${type}:${decoded(rest)}`;
    if (channelSegments(channel).includes('')) {
      throw new StreamgaugeError('bad-channel', 'The channel in the address has an empty level.', {
        hint: HINT,
      });
    }
    assertChannelPattern(channel);
    return channel;
  }
}

const HINT = 'Write it as /sse/CommentStream/item:7.';

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new StreamgaugeError('bad-channel', 'The channel in the address is not percent-encoded UTF-8.', {
      hint: HINT,
      cause,
    });
  }
}

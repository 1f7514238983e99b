import type { TextEvent } from '@shared/stream-text/text-event';
import { TextJoiner, type JoinOptions } from '@shared/stream-text/text-joiner';
import type { TextResponse } from '@shared/stream-text/text-response';

/** The next event, 20 ms after the one before. */
export function events(payloads: readonly (object | string)[], part: Partial<TextEvent> = {}): TextEvent[] {
  return payloads.map((payload, i) => ({
    seq: (part.seq ?? 1) + i,
    at: (part.at ?? 1_000_000) + 20 * i,
    kind: 'event',
    type: part.type ?? 'message',
    channel: part.channel ?? '',
    data: typeof payload === 'string' ? payload : JSON.stringify(payload),
  }));
}

export const BREAK: TextEvent = { seq: 0, at: 0, kind: 'break', type: '', channel: '', data: '' };

export function join(list: readonly TextEvent[], options: JoinOptions = { shape: 'auto' }): TextJoiner {
  const joiner = new TextJoiner(options);
  for (const event of list) joiner.take(event);
  return joiner;
}

/** The parts of a response as `kind name: text`. */
export const partsOf = (response: TextResponse | undefined): string[] =>
  (response?.parts ?? []).map(
    (part) => `${part.kind}${part.name === null ? '' : ` ${part.name}`}: ${part.text()}`,
  );

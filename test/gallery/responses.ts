/** Responses of a model for the stories of texts, joined from chat completion chunks as those of a stream are. */
import { StreamgaugeError } from '@shared/errors';
import type { TextEvent } from '@shared/stream-text/text-event';
import { TextJoiner } from '@shared/stream-text/text-joiner';
import type { TextResponse } from '@shared/stream-text/text-response';
import { sources } from '../support/stand-in/scenario';
import { STILL_MS } from './still';
import { answer, give } from './with-stores';

const EVERY_MS = 24;

/** What a response is made of. */
export interface Told {
  readonly id: string;
  readonly thinking?: string;
  readonly text?: string;
  readonly refusal?: string;
  readonly call?: { readonly name: string; readonly json: string };
  /** Further answers to the same question. */
  readonly others?: readonly string[];
  readonly model?: string;
  /** Why it ended; without one it has not. */
  readonly finish?: string;
  readonly usage?: object;
  /** What the service says in place of the rest. */
  readonly error?: string;
  /** The last event came so long ago, ms. */
  readonly ago?: number;
  /** After so many events nothing came for a while. */
  readonly stallAfter?: number;
}

const pieces = (text: string): string[] => text.match(/\s*\S{1,6}/gu) ?? [];

function chunks({ id, model = 'estuary-7b', ...told }: Told): object[] {
  const chunk = (choice: object, more: object = {}): object => ({
    id,
    object: 'chat.completion.chunk',
    model,
    choices: [{ index: 0, finish_reason: null, ...choice }],
    ...more,
  });
  const each = (text: string | undefined, delta: (piece: string) => object): object[] =>
    pieces(text ?? '').map((piece) => chunk({ delta: delta(piece) }));
  const { call, finish, usage, error } = told;
  const head = { index: 0, id: 'call_1', type: 'function', function: { name: call?.name, arguments: '' } };
  return [
    chunk({ delta: { role: 'assistant', content: '' } }),
    ...each(told.thinking, (piece) => ({ reasoning_content: piece })),
    ...each(told.text, (content) => ({ content })),
    ...(told.others ?? []).flatMap((other, at) =>
      pieces(other).map((content) => chunk({ index: at + 1, delta: { content } })),
    ),
    ...each(told.refusal, (refusal) => ({ refusal })),
    ...(call ? [chunk({ delta: { tool_calls: [head] } })] : []),
    ...each(call?.json, (json) => ({ tool_calls: [{ index: 0, function: { arguments: json } }] })),
    ...(error === undefined ? [] : [{ error: { message: error } }]),
    ...(finish === undefined ? [] : [chunk({ delta: {}, finish_reason: finish })]),
    ...(usage === undefined ? [] : [{ ...chunk({}), choices: [], usage }]),
  ];
}

/** The events of responses, one after the other, the newest last. */
export function textEvents(all: readonly Told[]): TextEvent[] {
  let seq = 0;
  return all.flatMap((told) => {
    const payloads = chunks(told);
    const last = STILL_MS - (told.ago ?? 200);
    const stall = (at: number): number => (told.stallAfter !== undefined && at < told.stallAfter ? 2_400 : 0);
    return payloads.map((payload, at) => ({
      seq: ++seq,
      at: last - (payloads.length - 1 - at) * EVERY_MS - stall(at),
      kind: 'event' as const,
      type: 'message',
      channel: '',
      data: JSON.stringify(payload),
    }));
  });
}

const BREAK: TextEvent = { seq: 0, at: 0, kind: 'break', type: '', channel: '', data: '' };

/** Oldest first. `broken`: the connection ended after them. */
export function responsesOf(all: readonly Told[], broken = false): TextResponse[] {
  const joiner = new TextJoiner({ shape: 'auto' });
  for (const event of textEvents(all)) joiner.take(event);
  if (broken) joiner.take(BREAK);
  return [...joiner.responses];
}
export const responseOf = (told: Omit<Told, 'id'>, broken = false): TextResponse =>
  responsesOf([{ id: 'chatcmpl-1', ...told }], broken)[0]!;

export const ANSWER =
  'High water at the bridge is at 14:52, 3.8 m above the datum. The gauge upstream runs eleven minutes behind it.\n\n' +
  '1. Until 15:20 the footpath is under water.\n2. From 15:40 on it is dry again.';
export const THOUGHTS =
  'They ask for the tide at the bridge. The gauge upstream has a lag, so look up both first.';
export const USAGE = {
  prompt_tokens: 1_200,
  completion_tokens: 90,
  prompt_tokens_details: { cached_tokens: 1_024 },
  completion_tokens_details: { reasoning_tokens: 30 },
};
export const DONE: Omit<Told, 'id'> = { thinking: THOUGHTS, text: ANSWER, finish: 'stop', usage: USAGE };

const TOLD = textEvents([
  { id: 'a', ...DONE, ago: 90_000 },
  { id: 'b', text: ANSWER.slice(0, 60), error: 'The model is overloaded.', ago: 60_000 },
  { id: 'c', thinking: THOUGHTS, text: ANSWER.slice(0, 120) },
]);
const OTHERS = Array.from({ length: 12 }, (_, at) => ({ ...TOLD[0]!, seq: at + 1, data: `{"level":${at}}` }));

/**
 * What a stream holds follows from its source: `notify` a model's responses, `catalog` is being read for ever, `arena` cannot be
 * read, others hold no text.
 */
export function giveTexts(): void {
  answer({
    'history.texts': ({ source, wait, after }) => {
      if (wait || source === 'catalog') return new Promise(() => undefined);
      if (source === 'arena')
        throw new StreamgaugeError(
          'history-read',
          'The history could not be read: the disk does not answer.',
          {
            hint: 'Look at the disk, then try again.',
          },
        );
      const events = source === 'notify' ? TOLD : OTHERS;
      return { events: after === null ? events : [], through: events.length, more: false };
    },
  });
  give({ sources: sources() });
}

import { describe, expect, it } from 'vitest';
import { looksLikeDelta } from '@shared/stream-text/delta-sniff';
import { MAX_JOINED_TEXT, MAX_RESPONSES } from '@shared/stream-text/text-joiner';
import { measuresOf } from '@shared/stream-text/text-measures';
import { MAX_RESPONSE_TEXT } from '@shared/stream-text/text-response';
import { BREAK, events, join, partsOf } from './joined';
import { cpuMs } from '../../../support/cpu-ms';

const chunk = (id: string, content: string, index = 0): object => ({
  id,
  object: 'chat.completion.chunk',
  choices: [{ index, delta: { content }, finish_reason: null }],
});
const path = (key: string): { shape: 'path'; select: (payload: unknown) => string[] } => ({
  shape: 'path',
  select: (payload) => [(payload as Record<string, string>)[key] ?? ''],
});

describe('joining', () => {
  it('keeps responses apart that come mixed, by their ids, channels and choices', () => {
    const joiner = join([
      ...events([
        chunk('a', 'A1 '),
        chunk('b', 'B1 '),
        chunk('a', 'A2'),
        chunk('b', 'second', 1),
        chunk('b', 'B2'),
      ]),
      ...events([chunk('a', 'elsewhere')], { seq: 10, channel: 'other' }),
    ]);
    expect(joiner.responses.map(partsOf)).toEqual([
      ['text: A1 A2'],
      ['text: B1 B2', 'text: second'],
      ['text: elsewhere'],
    ]);
  });

  it('finds the response of an event, with and without text in it', () => {
    const joiner = join(events([chunk('a', 'x'), chunk('b', 'y'), chunk('a', ''), { other: true }]));
    expect([1, 2, 3, 4, 5].map((seq) => joiner.find(seq)?.id)).toEqual(['a', 'b', 'a', undefined, undefined]);
  });

  it('says how it read the events, and leaves alone what is no text', () => {
    const joiner = join(events([chunk('a', 'x'), { order: 7 }, 'ping', '[]', chunk('a', 'y')]));
    expect(joiner.votes).toEqual([{ shape: 'openai-chat', events: 2 }]);
    expect(joiner.counts).toEqual({ events: 5, read: 2, malformed: 0, dropped: 0 });
  });

  it.each([
    [{ type: 'finish' }],
    [{ type: 'error', error: { message: 'no' } }],
    [{ choices: 'none' }],
    [{ choices: [null, 3], candidates: {} }],
    [{ type: 'content_block_delta' }],
    [{ done: true, model: 'x' }],
  ])('makes no response of %j alone', (payload) => {
    expect(join(events([payload])).responses).toEqual([]);
  });

  it('counts what is no JSON within a response, and goes on', () => {
    const joiner = join(events([chunk('a', 'x'), '{"id":"a","choices":[{"del', chunk('a', 'y')]));
    expect(joiner.responses[0]).toMatchObject({ malformed: 1 });
    expect(partsOf(joiner.responses[0])).toEqual(['text: xy']);
  });

  it('ends a response with the error that the service sends', () => {
    const [response] = join(events([chunk('a', 'x'), { error: { message: 'Overloaded' } }])).responses;
    expect(response).toMatchObject({ state: 'failed', error: 'Overloaded' });
  });

  it('calls a response broken when the connection ends before it, until it goes on', () => {
    const joiner = join([...events([chunk('a', 'x')]), BREAK]);
    expect(joiner.responses[0]).toMatchObject({ state: 'broken', breaks: 0 });
    for (const event of events([chunk('a', 'y')], { seq: 9 })) joiner.take(event);
    expect(joiner.responses).toHaveLength(1);
    expect(joiner.responses[0]).toMatchObject({ state: 'streaming', breaks: 1 });
  });

  it('reads payloads by a path, and each connection is a response', () => {
    const first = events([{ d: 'Hel' }, { other: 1 }, { d: 'lo' }]);
    const joiner = join([...first, BREAK, ...events([{ d: 'Again' }], { seq: 9 })], path('d'));
    expect(joiner.responses.map(partsOf)).toEqual([['text: Hello'], ['text: Again']]);
    expect(joiner.counts).toMatchObject({ events: 4, read: 3 });
  });

  it('joins data as it is when it is told to', () => {
    expect(join(events(['Hel', '{"a":', 'lo']), { shape: 'plain' }).responses.map(partsOf)).toEqual([
      ['text: Hel{"a":lo'],
    ]);
  });

  it('keeps 4 MiB of a response and counts the rest', () => {
    const half = 'x'.repeat(MAX_RESPONSE_TEXT / 2 + 1);
    const [response] = join(events([half, half, 'more']), { shape: 'plain' }).responses;
    expect(response!.length).toBe(MAX_RESPONSE_TEXT);
    expect(response!.cut).toBe(2 + 'more'.length);
  });

  it('keeps so many responses and so much text, the newest', () => {
    const many = Array.from({ length: MAX_RESPONSES + 3 }, (_, i) => chunk(`id-${i}`, 'x'));
    const joiner = join(events(many));
    expect(joiner.responses).toHaveLength(MAX_RESPONSES);
    expect(joiner.responses[0]!.id).toBe('id-3');
    expect(joiner.counts.dropped).toBe(3);

    const large = 'x'.repeat(MAX_RESPONSE_TEXT);
    const count = MAX_JOINED_TEXT / MAX_RESPONSE_TEXT + 2;
    const full = join(events(Array.from({ length: count }, (_, i) => chunk(`id-${i}`, large))));
    expect(full.responses.map(({ length }) => length > 0)).toEqual([
      false,
      false,
      ...Array<boolean>(count - 2).fill(true),
    ]);
    expect(full.responses[0]!.cut).toBe(MAX_RESPONSE_TEXT);
  });

  it('does not throw on hostile payloads', () => {
    const shapes = [
      'choices',
      'candidates',
      'message',
      'delta',
      'type',
      'response',
      'content_block',
      'item',
      'error',
      'usage',
      'event_type',
    ];
    const values = [
      null,
      0,
      '',
      'response.x.delta',
      'content_block_start',
      'RUN_STARTED',
      [],
      [[]],
      [null],
      {},
      { parts: [0] },
      [{ delta: { tool_calls: [0, {}] } }],
      [{ content: { parts: [{ functionCall: {} }] } }],
    ];
    const payloads = shapes.flatMap((key) =>
      values.flatMap((value) =>
        shapes.map((other) => ({
          [key]: value,
          [other]: value,
          index: 0,
          output_index: 1,
          done: false,
          model: 'm',
        })),
      ),
    );
    const joiner = join(events([...payloads, '{'.repeat(10_000), '\u0000', '[DONE]']));
    expect(joiner.counts.events).toBe(payloads.length + 3);
  });

  it('measures when text came', () => {
    const list = events([chunk('a', ''), chunk('a', 'x'), chunk('a', 'y'), chunk('a', 'z')]);
    const late = [...list.slice(0, 3), { ...list[3]!, at: list[2]!.at + 2_000 }];
    const [response] = join(late).responses;
    expect(measuresOf(response!, null)).toEqual({
      firstText: { ms: 20, from: 'event' },
      speed: { perSecond: (2 / 2_020) * 1_000, of: 'deltas' },
      total: 2_040,
      gaps: { p50: 20, p95: 2_000, longest: 2_000, stalls: true },
    });
    expect(measuresOf(response!, response!.firstAt - 300).firstText).toEqual({ ms: 320, from: 'request' });
    expect(response!.longestGap).toEqual({ ms: 2_000, seq: 4 });
  });

  it('tells tokens from pieces in the speed', () => {
    const usage = {
      id: 'a',
      object: 'chat.completion.chunk',
      choices: [],
      usage: { completion_tokens: 300 },
    };
    const [response] = join(events([chunk('a', 'x'), chunk('a', 'y'), chunk('a', 'z'), usage])).responses;
    expect(measuresOf(response!, null).speed).toEqual({ perSecond: 5_000, of: 'tokens' });
  });

  it('joins 50,000 pieces in a moment', () => {
    const list = events(Array.from({ length: 50_000 }, (_, i) => chunk('a', `${i} `)));
    const began = cpuMs();
    join(list);
    expect(cpuMs() - began).toBeLessThan(2_500);
  });

  it('tells pieces of texts by the beginning of a payload', () => {
    expect(looksLikeDelta(JSON.stringify(chunk('chatcmpl-1', 'x')).slice(0, 120))).toBe(true);
    expect(looksLikeDelta('{"type":"content_block_delta","index":0,"delta":{"ty')).toBe(true);
    expect(looksLikeDelta('{"type":"response.output_text.delta","item_id":"ms')).toBe(true);
    expect(looksLikeDelta('{"candidates": [{"content": {"parts": [{"text": "The"')).toBe(true);
    expect(looksLikeDelta('{"model":"m","created_at":"2026-11-21","message":{"role"')).toBe(true);
    expect(looksLikeDelta('{"type":"TEXT_MESSAGE_CONTENT","messageId":"a","delta"')).toBe(true);
    expect(looksLikeDelta('{"type":"order","delta":3}')).toBe(false);
    expect(looksLikeDelta('{"level":"info","msg":"GET /v2/items 200"}')).toBe(false);
  });
});

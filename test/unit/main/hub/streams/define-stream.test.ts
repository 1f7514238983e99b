import { describe, expect, expectTypeOf, it } from 'vitest';
import * as v from 'valibot';
import { StreamgaugeError } from '@shared/errors';
import type { Principal } from '../../../../../src/main/hub/auth/principal';
import { defineStream, type StreamDefinition } from '../../../../../src/main/hub/streams/define-stream';
import { fanOut } from '../../../../../src/main/hub/streams/fan-out';

const comments = defineStream({
  name: 'CommentStream',
  channel: 'CommentStream:item:{itemId}',
  events: {
    CommentAdded: v.object({
      id: v.number(),
      text: v.pipe(v.string(), v.maxLength(20)),
      tags: v.optional(v.array(v.string())),
    }),
    'comment.removed': {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'integer' } },
      additionalProperties: false,
    },
    Note: v.string(),
  },
  limits: { maxBytes: 100 },
});

const notifications = defineStream({
  name: 'NotificationStream',
  channel: 'NotificationStream:user:{userId}',
  auth: 'required',
  events: { CommentAdded: v.object({ id: v.number(), text: v.string() }) },
});

function problemOf(work: () => unknown): StreamgaugeError {
  try {
    work();
  } catch (error) {
    if (error instanceof StreamgaugeError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

const nobody: Principal = {
  userId: null,
  tokenId: null,
  name: null,
  may: { subscribe: ['**'], publish: ['**'] },
  expiresAt: null,
  via: 'nothing',
};
const somebody: Principal = { ...nobody, userId: '42', name: '42', via: 'header' };

describe('a stream', () => {
  it('D6: makes checked publications of its event types, typed by their schemas', () => {
    const publication = comments.publication(
      'CommentAdded',
      { itemId: 7 },
      { id: 1, text: 'hi' },
      { priority: 'high' },
    );
    expect(publication).toEqual({
      channel: 'CommentStream:item:7',
      event: 'CommentAdded',
      data: { id: 1, text: 'hi' },
      priority: 'high',
    });
    expectTypeOf(comments.publication<'CommentAdded'>)
      .parameter(2)
      .toEqualTypeOf<{ id: number; text: string; tags?: string[] | undefined }>();
    // @ts-expect-error -- the stream has no such event
    expect(() => comments.publication('CommentLost', { itemId: 7 }, {})).toThrow();
    // @ts-expect-error -- the channel needs itemId
    expect(() => comments.publication('Note', {}, 'x')).toThrow();
    expectTypeOf(comments).toExtend<StreamDefinition>();
  });

  it.each([
    ['a missing field', 'CommentAdded', { id: 1 }, 'data.text is missing'],
    ['a wrong type', 'CommentAdded', { id: '1', text: '' }, 'data.id is a string, not a number'],
    [
      'a wrong type in a list',
      'CommentAdded',
      { id: 1, text: '', tags: ['a', null] },
      'data.tags[1] is null, not a string',
    ],
    [
      'a text that is too long',
      'CommentAdded',
      { id: 1, text: 'x'.repeat(21) },
      'data.text must NOT have more than 20 characters',
    ],
    ['a field too many', 'comment.removed', { id: 1, 'a/b': 1 }, 'data["a/b"] is not known'],
    ['another type at the root', 'CommentAdded', [], 'data is an array, not an object'],
    ['no data', 'CommentAdded', undefined, 'data is missing'],
  ])('names the exact path of %s', (_, type, data, sentence) => {
    const problem = problemOf(() => comments.validate(type, data));
    expect(problem.code).toBe('bad-event-data');
    expect(problem.message).toBe(`${type} of CommentStream is refused: ${sentence}.`);
  });

  it('checks text as its readers will see it: JSON in a string is the value that it says', () => {
    comments.validate('CommentAdded', '{"id":1,"text":"hi"}');
    comments.validate('Note', 'plain words');
    expect(problemOf(() => comments.validate('CommentAdded', '{"id":1}')).message).toContain(
      'data.text is missing',
    );
    expect(problemOf(() => comments.validate('CommentAdded', 'plain words')).message).toContain(
      'data is a string, not an object',
    );
  });

  it('names the event types that there are for one that there is not', () => {
    const problem = problemOf(() => comments.validate('CommentEdited', {}));
    expect(problem.code).toBe('unknown-event-type');
    expect(problem.hint).toBe('It has CommentAdded, comment.removed, Note.');
  });

  it('refuses data beyond its bound', () => {
    expect(problemOf(() => comments.validate('Note', 'é'.repeat(51))).code).toBe('too-large');
    comments.validate('Note', 'é'.repeat(50));
  });

  it.each([
    ['CommentStream:item:7', true],
    ['CommentStream:item:', false],
    ['CommentStream:item:7:8', false],
    ['CommentStream/item/7', false],
    ['CommentStream:user:7', false],
  ])('says of the channel %s whether it is its own: %s', (channel, isOwn) => {
    expect(comments.matches(channel)).toBe(isOwn);
  });

  it('takes all channels below its name when it is given none', () => {
    const logs = defineStream({ name: 'logs', events: { line: v.string() } });
    expect(
      ['logs:api', 'logs:api/1', 'logs', 'logs/api', 'logsx:api'].map((name) => logs.matches(name)),
    ).toEqual([true, true, false, false, false]);
    expect(logs.channelFor({ rest: 'api:1' })).toBe('logs:api:1');
  });

  it.each([
    ['a level too many', { itemId: '7:8' }, 'bad-channel-param'],
    ['nothing', { itemId: '' }, 'bad-channel-param'],
    ['a line end', { itemId: '7\ndata' }, 'bad-channel'],
    ['a wildcard', { itemId: '*' }, 'bad-channel'],
  ])('makes no channel of a parameter with %s', (_, params, code) => {
    expect(problemOf(() => comments.channelFor(params)).code).toBe(code);
  });

  it.each([
    ['**', true],
    ['CommentStream:**', true],
    ['CommentStream:item:*', true],
    ['*:item:7', true],
    ['CommentStream:item:7', true],
    ['CommentStream:*', false],
    ['CommentStream:item:7:**', false],
    ['CommentStream/**', false],
    ['orders/**', false],
  ])('says of the pattern %s whether it takes in channels of the stream: %s', (pattern, does) => {
    expect(comments.overlaps(pattern)).toBe(does);
  });

  it('E2: says who may read it, by word or by function', () => {
    expect([
      comments.allows(nobody, 'CommentStream:item:7'),
      notifications.allows(nobody, 'NotificationStream:user:42'),
      notifications.allows(somebody, 'NotificationStream:user:42'),
    ]).toEqual([true, false, true]);
    const own = defineStream({
      name: 'Own',
      channel: 'Own:{userId}',
      events: { x: {} },
      auth: ({ userId }, channel) => userId !== null && channel === `Own:${userId}`,
    });
    expect([
      own.allows(somebody, 'Own:42'),
      own.allows(somebody, 'Own:43'),
      own.allows(somebody, 'Own:*'),
    ]).toEqual([true, false, false]);
  });

  it.each([
    ['a name with a separator', { name: 'a:b', events: { x: {} } }, '"a:b" is no name for a stream.'],
    ['no events', { name: 'a', events: {} }, 'a has no events.'],
    [
      "one of the hub's own events",
      { name: 'a', events: { gap: {} } },
      "The event type gap of a is one of the hub's own.",
    ],
    [
      'an event type with a line end',
      { name: 'a', events: { 'x\ndata: y': {} } },
      '"x\\ndata: y" is no event type of a.',
    ],
    [
      'a broken template',
      { name: 'a', channel: 'a:{b', events: { x: {} } },
      'The channel of a has braces that are not one {name} in a level.',
    ],
    [
      'a parameter twice',
      { name: 'a', channel: '{b}:{b}', events: { x: {} } },
      'The channel of a has the parameter {b} twice.',
    ],
    [
      'a limit of nothing',
      { name: 'a', events: { x: {} }, limits: { connections: 0 } },
      'The limit connections of a is not a whole number from 1 to 1000000.',
    ],
    [
      'a type that JSON Schema has not',
      { name: 'a', events: { x: { type: 'date' } } },
      'The schema of x of a cannot be used',
    ],
    [
      'a reference to elsewhere',
      { name: 'a', events: { x: { $ref: 'https://example.com/x.json' } } },
      'The schema of x of a cannot be used',
    ],
    [
      'a valibot check that JSON Schema cannot say',
      {
        name: 'a',
        events: {
          x: v.pipe(
            v.string(),
            v.check(() => true),
          ),
        },
      },
      'The schema of x of a cannot be used',
    ],
  ] as const)('cannot be defined with %s', (_, options, message) => {
    const problem = problemOf(() => defineStream(options));
    expect(problem.code).toBe('bad-stream');
    expect(problem.message).toContain(message);
  });

  it('checks formats that it knows and lets others pass', () => {
    const stream = defineStream({
      name: 'formats',
      events: {
        x: v.object({ at: v.pipe(v.string(), v.isoTimestamp()) }),
        y: { type: 'string', format: 'colour' },
      },
    });
    stream.validate('x', { at: '2026-02-28T10:00:00Z' });
    stream.validate('y', 'whatever');
    expect(problemOf(() => stream.validate('x', { at: '2026-02-30T10:00:00Z' })).message).toContain(
      'data.at',
    );
  });
});

describe('fan-out', () => {
  it('E3: makes one publication for every channel of a business event, each checked against its stream', () => {
    const comment = { id: 1, text: 'hi' };
    const targets = [
      comments.at({ itemId: 7 }),
      notifications.at({ userId: 42 }),
      'audit/comments',
      comments.at({ itemId: 7 }),
    ];
    expect(fanOut('CommentAdded', comment, targets, { priority: 'high' })).toEqual(
      ['CommentStream:item:7', 'NotificationStream:user:42', 'audit/comments'].map((channel) => ({
        channel,
        event: 'CommentAdded',
        data: comment,
        priority: 'high',
      })),
    );
  });

  it('E3: makes none when one of the streams refuses it', () => {
    const bad = { id: 1, text: 'x'.repeat(21) };
    expect(
      problemOf(() =>
        fanOut('CommentAdded', bad, [notifications.at({ userId: 42 }), comments.at({ itemId: 7 })]),
      ).message,
    ).toContain('CommentStream');
  });
});

import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../../../src/main/hub/auth/principal';
import { defineStream } from '../../../../../src/main/hub/streams/define-stream';
import { StreamRegistry } from '../../../../../src/main/hub/streams/stream-registry';

const text = { type: 'string' };
const nobody: Principal = {
  userId: null,
  tokenId: null,
  name: null,
  may: { subscribe: ['**'], publish: ['**'] },
  expiresAt: null,
  via: 'nothing',
};

function registry(): StreamRegistry {
  return new StreamRegistry([
    defineStream({
      name: 'CommentStream',
      channel: 'CommentStream:item:{itemId}',
      events: { CommentAdded: text },
    }),
    defineStream({ name: 'Private', auth: 'required', events: { secret: text } }),
  ]);
}

describe('the registry of streams', () => {
  it('D6: checks what is published to a stream, and leaves other channels alone', () => {
    const streams = registry();
    streams.check({ channel: 'CommentStream:item:7', event: 'CommentAdded', data: 'hi' });
    streams.check({ channel: 'anything/else', event: 'whatever', data: { a: 1 } });
    streams.check({ channel: 'CommentStream:other', data: 1 });
    expect(() => streams.check({ channel: 'CommentStream:item:7', event: 'CommentAdded', data: 1 })).toThrow(
      'data is a number, not a string',
    );
    expect(() => streams.check({ channel: 'CommentStream:item:7', data: 'hi' })).toThrow(
      'no event type "message"',
    );
  });

  it('takes no second stream of a name', () => {
    expect(() => registry().add(defineStream({ name: 'Private', events: { x: text } }))).toThrow(
      'two streams with the name Private',
    );
  });

  it('E2: refuses whoever has not said who they are, and no wildcard is a way around', () => {
    const streams = registry();
    const refused = (pattern: string): string | undefined => streams.refusing(nobody, pattern)?.name;
    expect(['Private:a', 'Private:**', '*:a', '**'].map(refused)).toEqual([
      'Private',
      'Private',
      'Private',
      'Private',
    ]);
    expect(['CommentStream:**', 'CommentStream:item:7', 'orders/**'].map(refused)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(streams.refusing({ ...nobody, via: 'ticket' }, '**')).toBeUndefined();
  });

  it.each([
    ['CommentStream', 'item:7', 'CommentStream:item:7'],
    ['CommentStream', 'item%3A7', 'CommentStream:item:7'],
    ['CommentStream', 'item/7', 'CommentStream:item/7'],
    ['Comment%53tream', 'caf%C3%A9', 'CommentStream:café'],
    ['NotificationStream', 'user:*', 'NotificationStream:user:*'],
  ])('E2: reads /sse/%s/%s as %s', (type, rest, channel) => {
    expect(registry().pathChannel(type, rest)).toBe(channel);
  });

  it.each([
    ['half an escape', 'CommentStream', 'item%3'],
    ['bytes that are not UTF-8', 'CommentStream', '%FF'],
    ['a line end', 'CommentStream', 'item%0Adata:x'],
    ['a NUL', 'CommentStream', '%00'],
    ['a comma', 'CommentStream', '7,8'],
    ['nothing', 'CommentStream', ''],
    ['an empty level', 'CommentStream', 'item::7'],
    ['no stream type', '', 'item:7'],
    ['a wildcard for the stream type', '*', 'item:7'],
    ['a stream type of two levels', 'a%2Fb', '7'],
  ])('E2: refuses an address with %s', (_, type, rest) => {
    expect(() => registry().pathChannel(type, rest)).toThrow(
      expect.objectContaining({ code: 'bad-channel' }),
    );
  });
});

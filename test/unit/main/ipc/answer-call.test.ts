import { StreamgaugeError } from '@shared/errors';
import { callSchemas, type CallName } from '@shared/ipc';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';
import { answerCall, type CallHandlers } from '../../../../src/main/ipc/answer-call';

interface Heard {
  readonly name: string;
  readonly argument: unknown;
  readonly caller: string;
}

/** Handlers for the whole contract that note what reaches them. */
function listeners(overrides: Partial<CallHandlers<string>> = {}): {
  handlers: CallHandlers<string>;
  heard: Heard[];
} {
  const heard: Heard[] = [];
  const handlers = Object.fromEntries(
    Object.keys(callSchemas).map((name) => [
      name,
      (argument: unknown, caller: string) => {
        heard.push({ name, argument, caller });
      },
    ]),
  ) as unknown as CallHandlers<string>;
  return { handlers: { ...handlers, ...overrides }, heard };
}

describe('a call from the window', () => {
  it('reaches its function with the argument and who calls', async () => {
    const { handlers, heard } = listeners();
    expect(await answerCall(handlers, 'sources.pause', 'a', 'window 1')).toEqual({
      ok: true,
      value: undefined,
    });
    expect(heard).toEqual([{ name: 'sources.pause', argument: 'a', caller: 'window 1' }]);
  });

  it('is answered with the value, also when it comes later', async () => {
    const { handlers } = listeners({ 'sources.add': () => Promise.resolve('new-id') });
    const draft = {
      name: 'a',
      url: 'http://x/',
      enabled: true,
      headers: [],
      queryToken: null,
      resume: true,
      transports: ['sse'],
      startFromId: '',
      options: DEFAULT_SOURCE_OPTIONS,
      secrets: {},
    };
    expect(await answerCall(handlers, 'sources.add', draft, '')).toEqual({ ok: true, value: 'new-id' });
  });

  it('is given the defaults that its schema names', async () => {
    const { handlers, heard } = listeners();
    await answerCall(handlers, 'settings.save', { theme: 'dark' }, '');
    expect(heard[0]?.argument).toMatchObject({ theme: 'dark', rowHeight: 24 });
  });

  it.each(['app.quit', 'constructor', '__proto__', 'hasOwnProperty', '', 7, null, undefined, ['app.start']])(
    'is refused by a name that is not in the contract: %j',
    async (name) => {
      const { handlers, heard } = listeners();
      expect(await answerCall(handlers, name, undefined, '')).toMatchObject({
        ok: false,
        problem: { code: 'unknown-call' },
      });
      expect(heard).toEqual([]);
    },
  );

  it.each(Object.keys(callSchemas) as CallName[])(
    '%s refuses an argument that is no part of it',
    async (name) => {
      const { handlers, heard } = listeners();
      expect(await answerCall(handlers, name, Symbol.iterator, '')).toMatchObject({
        ok: false,
        problem: { code: 'invalid-argument' },
      });
      expect(heard).toEqual([]);
    },
  );

  it('says where an argument does not fit, and not what was in it', async () => {
    const { handlers } = listeners();
    const answer = await answerCall(handlers, 'sources.update', { id: 'a', draft: { name: 's3cret' } }, '');
    expect(answer).toMatchObject({ ok: false, problem: { code: 'invalid-argument' } });
    expect(JSON.stringify(answer)).toContain('draft.url');
    expect(JSON.stringify(answer)).not.toContain('s3cret');
  });

  it('is refused when its argument is too large, and copying whole events is not', async () => {
    const { handlers, heard } = listeners();
    const large = 'x'.repeat(8 << 20);
    expect(await answerCall(handlers, 'sources.remove', large, '')).toMatchObject({
      ok: false,
      problem: { code: 'invalid-argument', message: expect.stringContaining('too large') as string },
    });
    expect(await answerCall(handlers, 'app.copy', large, '')).toMatchObject({ ok: true });
    expect(heard).toHaveLength(1);
  });

  it('is answered with the code, the sentence and the hint when it fails', async () => {
    const { handlers } = listeners({
      'hub.start': () => {
        throw new StreamgaugeError('port-taken', 'Port 80 is taken.', { hint: 'Choose another.' });
      },
      'hub.stop': () => Promise.reject(new Error('a foreign error')),
    });
    expect(await answerCall(handlers, 'hub.start', undefined, '')).toEqual({
      ok: false,
      problem: { code: 'port-taken', message: 'Port 80 is taken.', hint: 'Choose another.' },
    });
    expect(await answerCall(handlers, 'hub.stop', undefined, '')).toMatchObject({
      ok: false,
      problem: { code: 'unexpected' },
    });
  });
});

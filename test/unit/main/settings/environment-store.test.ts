import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_ENVIRONMENTS, type EnvironmentsDraft } from '@shared/environment';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EnvironmentStore } from '../../../../src/main/settings/environment-store';
import { sessionOnlyCipher, type SecretCipher } from '../../../../src/main/settings/secret-cipher';
import { RecordedNotices } from './recorded-notices';
import { allBytes, tempFolder } from './temp-folder';
import { testCipher } from './test-cipher';

const CANARY = 'canary-90cd-4f9c';

let folder: string;
let file: string;
let notices: RecordedNotices;
let cipher: SecretCipher;

beforeEach(async () => {
  folder = await tempFolder();
  file = join(folder, 'environments.json');
  notices = new RecordedNotices();
  cipher = testCipher();
});

async function open(with_: SecretCipher = cipher): Promise<EnvironmentStore> {
  notices.up.clear();
  return EnvironmentStore.open(folder, with_, notices);
}

type Variable = EnvironmentsDraft['environments'][number]['variables'][number];

function draft(variables: Variable[], part: Partial<EnvironmentsDraft> = {}): EnvironmentsDraft {
  return {
    chosen: 'staging',
    environments: [
      { id: 'staging', name: 'Staging', variables },
      { id: 'live', name: 'Live', variables: [{ name: 'host', value: 'live.example', secret: false }] },
    ],
    processNames: ['HOST'],
    ...part,
  };
}

const HOST: Variable = { name: 'host', value: 'staging.example', secret: false };
const TOKEN: Variable = { name: 'token', value: CANARY, secret: true };

function refusal(action: () => unknown): { code: string; message: string } {
  try {
    action();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('nothing was refused');
}

describe('an environment that was removed', () => {
  const ours = [HOST, TOKEN];
  const { value: _, ...tokenAsStored } = TOKEN;
  const without = (): EnvironmentsDraft => ({ ...draft(ours), environments: [draft(ours).environments[1]!] });
  const back = (): EnvironmentsDraft => draft([HOST, tokenAsStored]);

  afterEach(() => void vi.useRealTimers());

  it('comes back with its secrets for 10 s, and is on the disk no more meanwhile', async () => {
    const store = await open();
    store.save(draft(ours));
    store.save(without());
    await store.flush();
    expect(await readFile(file, 'utf8')).not.toContain('Staging');
    expect(store.variables()).toEqual({});
    store.save(back());
    expect(store.variables()).toMatchObject({ token: { value: CANARY, secret: true } });
  });

  it('comes back without them no more after that', async () => {
    vi.useFakeTimers();
    const store = await open();
    store.save(draft(ours));
    store.save(without());
    vi.advanceTimersByTime(10_000);
    expect(refusal(() => store.save(back())).code).toBe('secret-needed');
  });
});

describe('a variable that was removed', () => {
  const { value: _, ...tokenAsStored } = TOKEN;

  afterEach(() => void vi.useRealTimers());

  it('comes back with its secret for 10 s, also when its environment was removed after it', async () => {
    const store = await open();
    store.save(draft([HOST, TOKEN]));
    store.save(draft([HOST]));
    await store.flush();
    expect(store.variables()).not.toHaveProperty('token');
    store.save({ ...draft([]), environments: [] });
    store.save(draft([HOST, tokenAsStored]));
    expect(store.variables()).toMatchObject({ token: { value: CANARY, secret: true } });
  });

  it('comes back with the secret that it had last', async () => {
    const store = await open();
    for (const value of ['first', 'second']) {
      store.save(draft([HOST, { ...TOKEN, value }]));
      store.save(draft([HOST]));
    }
    store.save(draft([HOST, tokenAsStored]));
    expect(store.variables()).toMatchObject({ token: { value: 'second' } });
  });

  it('is on no disk meanwhile, and comes back no more after that', async () => {
    vi.useFakeTimers();
    const store = await open();
    store.save(draft([HOST, TOKEN]));
    store.save(draft([HOST]));
    vi.advanceTimersByTime(10_000);
    expect(refusal(() => store.save(draft([HOST, tokenAsStored]))).code).toBe('secret-needed');
  });
});

describe('environments', () => {
  it('are there again after a restart, with their secrets, which are in clear in no file and no view', async () => {
    const store = await open();
    store.save(draft([HOST, TOKEN]));
    await store.flush();
    const again = await open();
    expect(again.variables()).toEqual({
      host: { value: 'staging.example', secret: false },
      token: { value: CANARY, secret: true },
    });
    expect(again.processNames).toEqual(['HOST']);
    expect(again.view()).toEqual(store.view());
    expect(again.view().environments[0]!.variables).toEqual([
      { name: 'host', value: 'staging.example', secret: false, missing: false },
      { name: 'token', value: '••••4f9c', secret: true, missing: false },
    ]);
    expect(await allBytes(folder)).not.toContain(CANARY);
    expect(notices.messages).toEqual([]);
  });

  it('set the variables of the chosen one only', async () => {
    const store = await open();
    store.save(draft([HOST, TOKEN], { chosen: 'live' }));
    expect(store.variables()).toEqual({ host: { value: 'live.example', secret: false } });
    store.save(draft([HOST], { chosen: null }));
    expect(store.variables()).toEqual({});
    store.save(draft([HOST], { chosen: 'gone' }));
    expect(store.view().chosen).toBeNull();
  });

  it('keep a secret that is left out, and never turn one into plain text without its value', async () => {
    const store = await open();
    store.save(draft([TOKEN]));
    store.save(draft([{ name: 'token', secret: true }, HOST]));
    expect(store.variables()).toMatchObject({ token: { value: CANARY } });
    expect(refusal(() => store.save(draft([{ name: 'token', secret: false }]))).code).toBe('secret-needed');
    expect(refusal(() => store.save(draft([{ name: 'other', secret: true }])))).toMatchObject({
      code: 'secret-needed',
      message: 'There is no stored value for {{other}} in Staging. Enter it.',
    });
    expect(store.variables()).toMatchObject({ token: { value: CANARY } });
  });

  it('have a plain variable become a secret without typing it again', async () => {
    const store = await open();
    store.save(draft([{ ...TOKEN, secret: false }]));
    store.save(draft([{ name: 'token', secret: true }]));
    expect(store.variables()).toEqual({ token: { value: CANARY, secret: true } });
    await store.flush();
    expect(await readFile(file, 'utf8')).not.toContain(CANARY);
  });

  it('refuse a variable that is there twice', async () => {
    const store = await open();
    expect(refusal(() => store.save(draft([HOST, HOST])))).toMatchObject({
      code: 'bad-environment',
      message: 'The variable {{host}} is there twice in Staging.',
    });
  });

  it('say which secrets have to be entered again, and leave them unset', async () => {
    const nothing = sessionOnlyCipher('no key store is unlocked.');
    const store = await open(nothing);
    store.save(draft([HOST, TOKEN]));
    expect(store.variables()).toHaveProperty('token');
    await store.flush();
    const again = await open(nothing);
    expect(again.variables()).toEqual({ host: { value: 'staging.example', secret: false } });
    expect(again.view().environments[0]!.variables[1]).toEqual({
      name: 'token',
      value: '',
      secret: true,
      missing: true,
    });
    expect(notices.messages).toEqual(['Secret variables have to be entered again in Staging.']);
    again.save(draft([HOST, TOKEN]));
    expect(notices.messages).toEqual([]);
  });

  it('of a damaged file keep what can be used, name the rest, and encrypt what stood in clear', async () => {
    await writeFile(
      file,
      JSON.stringify({
        chosen: 'a',
        environments: [
          {
            id: 'a',
            name: 'A\u202e\n',
            variables: [
              { name: 'token', secret: true, value: CANARY },
              { name: 'bad name' },
              7,
              { name: 'token', value: 'again' },
              { name: '__proto__', value: 'x' },
            ],
          },
          'none',
          { id: 'a', variables: {} },
        ],
        processNames: ['HOST', 'bad name', 7, 'HOST'],
      }),
    );
    const store = await open();
    expect(store.variables()).toMatchObject({ token: { value: CANARY, secret: true } });
    expect(store.view().environments.map(({ name }) => name)).toEqual(['A', 'environment 3']);
    expect(new Set(store.view().environments.map(({ id }) => id)).size).toBe(2);
    expect(store.processNames).toEqual(['HOST']);
    expect(notices.messages[0]).toContain('Variable 2 of A was left out.');
    await store.flush();
    expect(await readFile(file, 'utf8')).not.toContain(CANARY);
  });

  it.each(['', '[]', '{"environments":{}}', '{"environments":'])(
    'of a file that is none (%j) come from the last good copy',
    async (content) => {
      const store = await open();
      store.save(draft([HOST, TOKEN]));
      await store.flush();
      await writeFile(file, content);
      expect((await open()).variables()).toMatchObject({ token: { value: CANARY } });
      expect(notices.messages[0]).toContain('The last good copy is used.');
    },
  );

  it('of a huge file are cut to the limit', async () => {
    const environments = Array.from({ length: 1_000 }, (_, i) => ({ id: `e${i}`, name: `e${i}` }));
    await writeFile(file, JSON.stringify({ environments }));
    expect((await open()).view().environments).toHaveLength(MAX_ENVIRONMENTS);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StreamgaugeError } from '@shared/errors';
import { readServeOptions } from '../../../src/headless/read-serve-options';
import { SERVE_OPTIONS, type OptionName } from '../../../src/headless/serve-options';
import { resolveOptions } from '../../../src/main/hub/options';

const SECRET = 'hunter2-hunter2-hunter2';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'streamgauge-options-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function settings(args: string[], env: Record<string, string> = {}) {
  return readServeOptions(args, env).settings;
}

function refusal(args: string[], env: Record<string, string> = {}): string {
  try {
    readServeOptions(args, env);
  } catch (error) {
    if (error instanceof StreamgaugeError) return `${error.message} ${error.hint ?? ''}`;
    throw error;
  }
  throw new Error(`not refused: ${args.join(' ')} ${JSON.stringify(env)}`);
}

describe('options of serve', () => {
  it('has the defaults of the hub itself', () => {
    const own = resolveOptions({});
    const mine = settings([]);
    for (const [name, option] of Object.entries(SERVE_OPTIONS)) {
      if (!('hub' in option) || option.arity !== 'one') continue;
      expect({ [name]: mine[name as OptionName] }).toEqual({ [name]: own[option.hub as keyof typeof own] });
    }
    expect(own.history).toEqual({ events: mine.historyEvents, bytes: mine.historyBytes });
  });

  it('A4: takes the heartbeat from STREAMGAUGE_HEARTBEAT_INTERVAL, in seconds or with a unit, 0 for none', () => {
    const read = (text: string) => settings([], { STREAMGAUGE_HEARTBEAT_INTERVAL: text }).heartbeatInterval;
    expect([read('30'), read('250ms'), read('1.5'), read('2m'), read('0')]).toEqual([
      30_000, 250, 1_500, 120_000, 0,
    ]);
  });

  it('lets a flag win over its variable, and the last of two flags count', () => {
    const env = { STREAMGAUGE_PORT: '1', STREAMGAUGE_DEMO: 'true', STREAMGAUGE_METRICS: 'off' };
    expect(settings([], env)).toMatchObject({ port: 1, demo: true, metrics: false });
    expect(settings(['--port', '2', '--port', '3', '--no-demo', '--metrics'], env)).toMatchObject({
      port: 3,
      demo: false,
      metrics: true,
    });
  });

  it('takes an empty variable as not set', () => {
    expect(settings([], { STREAMGAUGE_PORT: '', STREAMGAUGE_ALLOWED_ORIGINS: ' ' })).toMatchObject({
      port: 0,
      allowedOrigins: [],
    });
  });

  it('reads lists from repeated flags and from one variable', () => {
    const origins = ['https://a.example', 'http://localhost:5173'];
    expect(
      settings(['--allowed-origins', origins[0]!, '--allowed-origins', origins[1]!]).allowedOrigins,
    ).toEqual(origins);
    expect(settings(['--allowed-origins', origins.join(',')]).allowedOrigins).toEqual(origins);
    expect(settings([], { STREAMGAUGE_ALLOWED_ORIGINS: origins.join(' \n') }).allowedOrigins).toEqual(
      origins,
    );
  });

  it('keeps file names with spaces and commas whole', () => {
    expect(settings(['--tail-file', '/var/log/my app, old.log']).tailFiles).toEqual([
      '/var/log/my app, old.log',
    ]);
    expect(settings([], { STREAMGAUGE_TAIL_FILES: '/a b.log:/c.log' }).tailFiles).toEqual([
      '/a b.log',
      '/c.log',
    ]);
  });

  it('reads channel rules whose pattern has colons in it', () => {
    expect(
      settings([
        '--channel-rule',
        'user:*:messages:policy=lossless',
        '--channel-rule',
        'metrics/**:policy=latest,events=100,bytes=64KiB,age=60',
      ]).channelRules,
    ).toEqual([
      { match: 'user:*:messages', policy: 'lossless' },
      { match: 'metrics/**', policy: 'latest', history: { events: 100, bytes: 65_536, ageMs: 60_000 } },
    ]);
  });

  it('reads tokens, scenes, rates and sizes', () => {
    const read = settings([
      ...['--token', `ci:${SECRET}:publish:builds/**,user:42:*`],
      ...['--token', `app:${SECRET}x`],
      ...['--scene', 'counter=50,burst=10,bytes=1000', '--scene', 'orders'],
      ...['--publish-rate', '30/m,burst=5', '--max-body', '2MiB', '--history-age', '1h'],
    ]);
    expect(read.tokens).toEqual([
      { name: 'ci', secret: SECRET, scopes: ['publish'], channels: ['builds/**', 'user:42:*'] },
      { name: 'app', secret: `${SECRET}x`, scopes: ['subscribe', 'publish'], channels: ['**'] },
    ]);
    expect(read.scenes).toEqual([
      { id: 'counter', pace: { rate: 50, burst: 10, payloadBytes: 1_000 } },
      { id: 'orders', pace: {} },
    ]);
    expect(read).toMatchObject({
      publishRate: { perSecond: 0.5, burst: 5 },
      maxBody: 2_097_152,
      historyAge: 3_600_000,
    });
  });

  it('reads secrets from files, lists with comments, by variable and by flag', () => {
    const file = join(folder, 'tokens');
    writeFileSync(file, `# for the build\nci:${SECRET}:publish\n\napp:${SECRET}x\n`);
    const names = [settings(['--token-file', file]), settings([], { STREAMGAUGE_TOKENS_FILE: file })].map(
      ({ tokens }) => tokens.map(({ name }) => name),
    );
    expect(names).toEqual([
      ['ci', 'app'],
      ['ci', 'app'],
    ]);
    const key = join(folder, 'key.pem');
    writeFileSync(key, '-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n');
    expect(settings([], { STREAMGAUGE_JWT_PUBLIC_KEY_FILE: key }).jwtPublicKey).toMatch(
      /^-----BEGIN.*\n.*\n-----END PUBLIC KEY-----$/u,
    );
  });

  it.each<[string[], Record<string, string>, RegExp]>([
    [['--port', '99999'], {}, /^--port takes a whole number from 0 to 65535, not "99999"\./u],
    [[], { STREAMGAUGE_PORT: '-1' }, /^STREAMGAUGE_PORT takes a whole number from 0 to 65535, not "-1"\./u],
    [[], { STREAMGAUGE_PORT: 'tcp://10.0.0.7:4870' }, /^STREAMGAUGE_PORT .* enableServiceLinks/u],
    [
      [],
      { STREAMGAUGE_HEARTBEAT_INTERVAL: 'often' },
      /^STREAMGAUGE_HEARTBEAT_INTERVAL takes a time of 0–1h: seconds/u,
    ],
    [[], { STREAMGAUGE_MAX_BODY: '2GB' }, /^STREAMGAUGE_MAX_BODY takes a size of 1B–1GiB/u],
    [
      [],
      { STREAMGAUGE_ACCESS: 'nobody' },
      /^STREAMGAUGE_ACCESS takes one of open, publish, all, not "nobody"/u,
    ],
    [[], { STREAMGAUGE_DEMO: 'maybe' }, /^STREAMGAUGE_DEMO takes true or false/u],
    [['--allowed-origins', 'https://a.example/'], {}, /^--allowed-origins takes an origin such as/u],
    [['--allowed-hosts', 'http://a.example'], {}, /^--allowed-hosts takes a host/u],
    [['--trusted-proxies', '10.0.0.0/99'], {}, /^--trusted-proxies takes an address or network/u],
    [['--public-url', 'ftp://a.example'], {}, /^--public-url takes an http or https address/u],
    [['--channel-rule', 'a/**:policy=never'], {}, /^--channel-rule takes /u],
    [['--channel-rule', 'a/**'], {}, /^--channel-rule takes PATTERN:policy=/u],
    [['--scene', 'counter=0'], {}, /^--scene takes SCENE=RATE/u],
    [['--scene', 'ballet'], {}, /with a scene of counter, /u],
    [['--fault', 'gremlins'], {}, /^--fault takes one of delay, /u],
    [['--fault', 'delay=forever'], {}, /^--fault takes delay\[=MS\]/u],
    [['--publish-rate', '0'], {}, /^--publish-rate takes N\/s/u],
    [['--channel', 'a b'], {}, /^--channel takes the name of a channel/u],
    [
      ['--heartbeat-intervall', '3'],
      {},
      /Unknown option '--heartbeat-intervall'\. Is it --heartbeat-interval\?/u,
    ],
    [['--demo', '--no-demo'], {}, /^--demo and --no-demo are both given/u],
    [['somewhere'], {}, /^serve takes no "somewhere"/u],
    [[], { STREAMGAUGE_JWT_SECRET: 'a', STREAMGAUGE_JWT_SECRET_FILE: '/b' }, /are both set\. Keep one/u],
    [
      [],
      { STREAMGAUGE_TOKENS_FILE: '/nowhere/tokens' },
      /^STREAMGAUGE_TOKENS_FILE names \/nowhere\/tokens, which cannot be read: ENOENT/u,
    ],
  ])('refuses %j %j with a sentence that names it', (args, env, sentence) => {
    expect(refusal(args, env)).toMatch(sentence);
  });

  it('never repeats a secret in what it says', () => {
    for (const token of [`ci:${SECRET}:nothing`, `ci ${SECRET}`, `ci:${SECRET}:publish:a b`]) {
      expect(refusal(['--token', token])).toMatch(/^--token takes NAME:SECRET:SCOPES:CHANNELS/u);
      expect(refusal(['--token', token])).not.toContain('hunter');
      expect(refusal([], { STREAMGAUGE_TOKENS: token })).not.toContain('hunter');
    }
  });

  it('names unknown variables of its own prefix in a warning, with the one that is probably meant', () => {
    const { warnings } = readServeOptions([], {
      STREAMGAUGE_HEARTBEAT_INTERVALL: '3',
      STREAMGAUGE_ZZZ: '1',
      HEARTBEAT: '1',
    });
    expect(warnings).toEqual([
      {
        code: 'unknown-variable',
        message: 'STREAMGAUGE_HEARTBEAT_INTERVALL is not an option of serve and has no effect.',
        hint: 'Is it STREAMGAUGE_HEARTBEAT_INTERVAL?',
      },
      {
        code: 'unknown-variable',
        message: 'STREAMGAUGE_ZZZ is not an option of serve and has no effect.',
        hint: 'streamgauge serve --help lists every option.',
      },
    ]);
  });
});

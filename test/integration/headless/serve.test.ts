import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:http2';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { runStreamgauge, runStreamgaugeWith, type RunningCommand } from '../../support/run-streamgauge';
import { openStream, type OpenStream } from '../hub/support/open-stream';

const SECRET = 'hunter2-hunter2-hunter2';
/** The command may have to be built first. */
const SLOW = { timeoutMs: 25_000 };

let folder: string;
const commands: RunningCommand[] = [];
const streams: OpenStream[] = [];
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'streamgauge-serve-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  for (const command of commands.splice(0)) {
    command.child.kill('SIGKILL');
    await command.exit;
  }
});

function run(args: string[], env: Record<string, string> = {}): RunningCommand {
  const command = runStreamgaugeWith(env, ...args);
  commands.push(command);
  return command;
}

async function portOf(command: RunningCommand): Promise<number> {
  return eventually(() => {
    const port = /^Listening on https?:\/\/\S+?:(\d+)\/events$/mu.exec(command.stdout())?.[1];
    if (port === undefined) throw new Error(`It is not ready: ${command.stdout()}${command.stderr()}`);
    return Number(port);
  }, SLOW);
}

async function listen(
  command: RunningCommand,
  path = '/events?channel=**',
  headers = {},
): Promise<OpenStream> {
  const stream = await openStream(await portOf(command), path, { headers });
  streams.push(stream);
  return stream;
}

const post = (port: number, body: unknown, token?: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });

describe('streamgauge serve', () => {
  it('prints its address in one line, and how to watch it', async () => {
    const command = run(['serve', '--demo']);
    const stream = await listen(command);
    await stream.first('count');
    expect(command.stdout()).toMatch(
      /^Listening on http:\/\/127\.0\.0\.1:\d+\/events\nWatch it with: curl -N 'http:\/\/127\.0\.0\.1:\d+\/events\?channel=\*\*'\n$/u,
    );
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'B8: ends with 0 on %s and tells every client when to come back',
    async (signal) => {
      const command = run(['serve']);
      const clients = [await listen(command), await listen(command)];
      await Promise.all(clients.map((client) => client.first('connected')));
      command.child.kill(signal);
      expect(await command.exit).toBe(0);
      for (const client of clients) {
        const { data } = await client.first('hub.shutdown');
        const { retryMs } = JSON.parse(data) as { retryMs: number };
        expect(retryMs).toBeGreaterThanOrEqual(1_000);
        expect(client.retries).toContain(retryMs);
        await eventually(() => expect(client.ended()).toBe(true));
      }
    },
  );

  it('B8: a client that takes nothing cannot keep it longer than --stop-timeout; a second signal ends it at once', async () => {
    const stuck = async (stopTimeout: string): Promise<RunningCommand> => {
      const command = run(['serve', '--stop-timeout', stopTimeout, '--drain-timeout', '10m']);
      const stream = await listen(command);
      await stream.first('connected');
      stream.pause();
      const port = await portOf(command);
      const metrics = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      // Until the kernel takes no more: then something waits in the hub.
      await eventually(async () => {
        await post(port, { channel: 'big', data: 'x'.repeat(900_000) });
        expect(await metrics()).toMatch(/queued_bytes [1-9]/u);
      }, SLOW);
      command.child.kill('SIGTERM');
      return command;
    };
    expect(await (await stuck('200ms')).exit).toBe(0);

    const patient = await stuck('1h');
    await eventually(() => expect(patient.stderr()).toContain('stopping'), SLOW);
    expect(patient.child.exitCode).toBe(null);
    patient.child.kill('SIGTERM');
    expect(await patient.exit).toBe(143);
  });

  it('writes nothing but JSON lines with --log json, and no control characters of a client into its text log', async () => {
    const json = run(['serve', '--log', 'json']);
    const ready = await eventually(() => {
      const line = json.stdout().split('\n')[0]!;
      return JSON.parse(line) as { event: string; url: string };
    }, SLOW);
    expect(ready).toMatchObject({
      event: 'ready',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/u),
    });
    const stream = await openStream(Number(new URL(ready.url).port));
    streams.push(stream);
    await stream.first('connected');
    json.child.kill('SIGTERM');
    expect(await json.exit).toBe(0);
    const records = `${json.stdout()}${json.stderr()}`
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['ready', 'client-connected', 'stopping', 'client-left']),
    );
    for (const { time } of records) expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);

    const text = run(['serve']);
    const forged = await listen(text, '/events', { 'user-agent': 'curl/8 \u009b31m" forged=1' });
    await forged.first('connected');
    await eventually(() => expect(text.stderr()).toContain('client-connected'));
    expect(text.stderr()).not.toContain('\u009b');
    expect(text.stderr()).not.toMatch(/ forged=1 /u);
  });

  it('leaves out what is lighter than --log-level, and everything with --log off', async () => {
    for (const args of [
      ['--log-level', 'error'],
      ['--log', 'off'],
    ]) {
      const command = run(['serve', ...args], { STREAMGAUGE_PROT: '1' });
      const stream = await listen(command);
      await stream.first('connected');
      command.child.kill('SIGTERM');
      expect(await command.exit).toBe(0);
      expect(command.stderr()).toBe('');
    }
  });

  it('takes its options from the environment, and names a variable that it does not know', async () => {
    const port = await freePort();
    const command = run(['serve'], {
      STREAMGAUGE_PORT: String(port),
      STREAMGAUGE_HEARTBEAT_INTERVAL: '100ms',
      STREAMGAUGE_HEARTBEAT_INTERVALL: '3',
    });
    const stream = await listen(command);
    expect(await portOf(command)).toBe(port);
    await eventually(() =>
      expect(stream.comments.filter((text) => text === 'heartbeat').length).toBeGreaterThan(1),
    );
    expect(command.stderr()).toMatch(
      /warn .*STREAMGAUGE_HEARTBEAT_INTERVALL is not an option.*Is it STREAMGAUGE_HEARTBEAT_INTERVAL\?/u,
    );
  });

  it('refuses to be open to a network, and says what it means to listen there', async () => {
    const open = run(['serve', '--host', '0.0.0.0']);
    expect(await open.exit).toBe(2);
    expect(open.stderr()).toMatch(/does not listen on 0\.0\.0\.0 while it is open to everybody/u);

    const command = run(['serve', '--host', '0.0.0.0', '--access', 'publish', '--token', `ci:${SECRET}`]);
    await portOf(command);
    await eventually(() => {
      expect(command.stderr()).toMatch(/warn .*Everybody who reaches 0\.0\.0\.0 can read/u);
      expect(command.stderr()).toMatch(/warn .*plain text/u);
    });
  });

  it.each([
    [['--token', `ci:${SECRET}`], /warn .*nobody is asked for them/u],
    [['--access', 'all'], /warn .*Readers and publishers need a token, and there is none/u],
  ])('warns of access that cannot be meant: %j', async (args, sentence) => {
    const command = run(['serve', ...args]);
    await portOf(command);
    await eventually(() => expect(command.stderr()).toMatch(sentence));
  });

  it('D7: asks for tokens, from a file or a flag, and never shows them', async () => {
    const file = join(folder, 'tokens');
    writeFileSync(file, `ci:${SECRET}:publish:builds/**\n`);
    const command = run(['serve', '--log-level', 'debug', '--access', 'publish'], {
      STREAMGAUGE_TOKENS_FILE: file,
    });
    const port = await portOf(command);
    expect((await post(port, { channel: 'builds/web', data: 1 })).status).toBe(401);
    expect((await post(port, { channel: 'builds/web', data: 1 }, SECRET)).status).toBe(201);
    expect((await post(port, { channel: 'other', data: 1 }, SECRET)).status).toBe(403);
    expect((await post(port, { channel: 'other', data: 1 }, `${SECRET}x`)).status).toBe(401);
    expect(`${command.stdout()}${command.stderr()}`).not.toContain('hunter2');
  });

  it.each([
    [['--tls-cert', '/nowhere.pem'], {}, /--tls-cert needs --tls-key/u],
    [
      ['--tls-cert', '/nowhere.pem', '--tls-key', '/nowhere.key'],
      {},
      /--tls-cert names \/nowhere\.pem, which cannot be read: ENOENT/u,
    ],
    [['--jwt-issuer', 'me'], {}, /need a key that JWTs are checked with/u],
    [['--jwt-secret', SECRET, '--jwks-url', 'https://a.example/keys'], {}, /cannot go together/u],
    [[], { STREAMGAUGE_JWT_SECRET: SECRET }, /secret/u],
    [[], { STREAMGAUGE_REDIS: `http://:${SECRET}@localhost` }, /STREAMGAUGE_REDIS takes redis:\/\/host/u],
    [
      ['--tail-file', 'a', '--tail-file', 'b', '--tail-file', 'c', '--channel', 'x', '--channel', 'y'],
      {},
      /2 channels are given for 3 files/u,
    ],
    [['--streams', '/nowhere'], {}, /\/nowhere/u],
    [['--token', `a:${SECRET}`, '--token', `a:${SECRET}x`], {}, /The token "a" is given twice/u],
  ])('ends with 2 and a sentence for %j %j', async (args, env, sentence) => {
    const command = run(['serve', ...args], env);
    expect(await command.exit).toBe(2);
    expect(command.stderr()).toMatch(sentence);
    expect(command.stderr()).toMatch(/^streamgauge: [^\n]*\n$/u);
    expect(command.stderr()).not.toContain('hunter2');
    expect(command.stdout()).toBe('');
  });

  it('ends with 3 when the port is taken', async () => {
    const taken = net.createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const { port } = taken.address() as net.AddressInfo;
    const command = run(['serve', '--port', String(port)]);
    expect(await command.exit).toBe(3);
    expect(command.stderr()).toContain(`Port ${port} on 127.0.0.1 is already in use.`);
    await new Promise((closed) => taken.close(closed));
  });

  it('publishes each line that is appended to a file, to its channel', async () => {
    const files = [join(folder, 'a, b.log'), join(folder, 'later.log')];
    writeFileSync(files[0]!, 'before\n');
    const command = run([
      'serve',
      '--tail-file',
      files[0]!,
      '--channel',
      'logs/a',
      '--tail-file',
      files[1]!,
      '--channel',
      'logs/b',
    ]);
    const stream = await listen(command);
    await stream.first('connected');
    appendFileSync(files[0]!, 'one\ntwo\n');
    writeFileSync(files[1]!, 'three\n');
    await eventually(() => {
      const seen = stream.events
        .filter(({ channel }) => channel !== null)
        .map(({ channel, data }) => `${channel} ${data}`);
      expect([...seen].sort()).toEqual(['logs/a one', 'logs/a two', 'logs/b three']);
    }, SLOW);
  });

  it('plays what streamgauge tail has printed, at another speed and over and over', async () => {
    const source = run(['serve', '--scene', 'counter=50']);
    const recorded = runStreamgauge(
      'tail',
      `http://127.0.0.1:${await portOf(source)}/events?channel=demo/counter`,
      '--count',
      '6',
    );
    commands.push(recorded);
    expect(await recorded.exit).toBe(0);
    const file = join(folder, 'recorded.jsonl');
    writeFileSync(file, recorded.stdout());
    const counts = recorded.lines().filter(({ type }) => type === 'count');
    expect(counts.length).toBeGreaterThan(2);
    const command = run(['serve', '--replay', file, '--speed', '10', '--loop']);
    const stream = await listen(command);
    await eventually(() => {
      const seen = stream.events.filter(({ type }) => type === 'count').map(({ data }) => data);
      expect(seen.length).toBeGreaterThan(counts.length);
    }, SLOW);

    const missing = run(['serve', '--replay', join(folder, 'no-such-file')]);
    await portOf(missing);
    await eventually(() => expect(missing.stderr()).toMatch(/warn .*no-such-file/u));
    missing.child.kill('SIGTERM');
    expect(await missing.exit).toBe(0);
  });

  it('does wrong what --fault says', async () => {
    const command = run(['serve', '--fault', 'unavailable=100,retry-after=7']);
    const answer = await fetch(`http://127.0.0.1:${await portOf(command)}/events`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '7']);
  });

  it('speaks HTTP/2 with a certificate, to streams too', async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost',
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'ignore' },
    );
    const command = run(['serve', '--tls-cert', cert, '--tls-key', key, '--scene', 'counter=50']);
    const port = await portOf(command);
    const session = connect(`https://localhost:${port}`, { ca: execFileSync('cat', [cert]) });
    const stream = session.request({ ':path': '/events?channel=demo/counter', accept: 'text/event-stream' });
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await eventually(() => expect(text).toContain('event: count\n'), SLOW);
    session.destroy();
    const health = run(['health'], { STREAMGAUGE_PORT: String(port), STREAMGAUGE_TLS_CERT: cert });
    expect([await health.exit, health.stdout()]).toEqual([0, 'ok\n']);
  });
});

describe('streamgauge health', () => {
  it('asks the hub that serve would start: 0 when it is well, 3 when nothing answers', async () => {
    const env = {
      STREAMGAUGE_HOST: '0.0.0.0',
      STREAMGAUGE_PORT: String(await freePort()),
      STREAMGAUGE_ACCESS: 'all',
    };
    const nobody = run(['health'], env);
    expect(await nobody.exit).toBe(3);
    expect(nobody.stderr()).toMatch(
      /^streamgauge: http:\/\/127\.0\.0\.1:\d+ does not answer: ECONNREFUSED\.\n$/u,
    );
    const command = run(['serve'], { ...env, STREAMGAUGE_JWT_SECRET: `${SECRET}-${SECRET}` });
    await portOf(command);
    const well = run(['health'], env);
    expect([await well.exit, well.stdout()]).toEqual([0, 'ok\n']);
  });
});

describe('streamgauge --help', () => {
  it('lists the commands, and every option of serve', async () => {
    const all = run(['--help']);
    expect(await all.exit).toBe(0);
    for (const name of ['serve', 'tail', 'types', 'health'])
      expect(all.stdout()).toContain(`streamgauge ${name}`);
    const serve = run(['serve', '--help']);
    expect(await serve.exit).toBe(0);
    expect(serve.stdout()).toContain('STREAMGAUGE_HEARTBEAT_INTERVAL');
    expect(serve.stdout()).toContain('--fault delay[=MS][,jitter=MS]');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { SourceConfig } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS, type SourceOptions } from '@shared/source-options';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { watchSource, type WatchedSource } from '../../support/watched-source';

let server: RawSseServer;
let source: WatchedSource | null = null;

afterEach(async () => {
  await source?.close();
  source = null;
  await server.close();
});

const options = (part: Partial<SourceOptions>): SourceOptions => ({ ...DEFAULT_SOURCE_OPTIONS, ...part });
const VARIABLES = {
  variables: {
    host: { value: '127.0.0.1', secret: false },
    token: { value: 's3cr3t-t0ken', secret: true },
    tenant: { value: 'north', secret: false },
  },
  processEnv: { STAGE: 'st4ge-secret' },
};

async function follow(url: (port: number) => string, part: Partial<SourceConfig> = {}): Promise<void> {
  server = await startRawSseServer(({ socket }) => void socket.write(`${STREAM_HEAD}data: 1\n\n`));
  source = watchSource(url(server.port), part, () => 0, { variables: () => VARIABLES });
}

describe('variables', () => {
  it('B1: are filled in, in address, headers, body and secrets', async () => {
    await follow((port) => `http://{{host}}:${port}/{{tenant}}/events?stage={{env.STAGE}}`, {
      headers: [{ name: 'X-Tenant', value: 'is {{tenant}}', secret: false, enabled: true }],
      options: options({ signIn: { kind: 'bearer' } }),
      secrets: { token: '{{token}}' },
    });
    await eventually(() => expect(source!.events()).toHaveLength(1));
    const [request] = server.requests;
    expect(request!.line).toBe('GET /north/events?stage=st4ge-secret HTTP/1.1');
    expect(request!.headers).toMatchObject({ 'x-tenant': 'is north', authorization: 'Bearer s3cr3t-t0ken' });
  });

  it('stop a source that names one nobody has set, and nothing is sent', async () => {
    await follow((port) => `http://127.0.0.1:${port}/{{nowhere}}`);
    expect(source!.status().state).toMatchObject({
      phase: 'stopped',
      reason: { code: 'variable', message: 'The variable {{nowhere}} is not set.' },
    });
    expect(server.requests).toEqual([]);
  });

  it('do not show where they are secret, whoever repeats them', async () => {
    server = await startRawSseServer(({ socket }) => {
      socket.end(
        'HTTP/1.1 302 Found\r\nlocation: /login?from=s3cr3t-t0ken\r\nx-echo: s3cr3t-t0ken\r\ncontent-length: 0\r\n\r\n',
      );
    });
    source = watchSource(`http://127.0.0.1:${server.port}/{{token}}`, {}, () => 0, {
      variables: () => VARIABLES,
    });
    await eventually(() => expect(source!.status().state.phase).toBe('stopped'));
    const told = JSON.stringify(source.status());
    expect(told).not.toContain('s3cr3t-t0ken');
    expect(told).toContain('redirect');
  });

  it('do not show in what was agreed, either', async () => {
    server = await startRawSseServer(
      ({ socket }) =>
        void socket.write(STREAM_HEAD.replace('\r\n\r\n', '\r\nx-echo: is s3cr3t-t0ken\r\n\r\n')),
    );
    source = watchSource(`http://127.0.0.1:${server.port}/{{token}}`, {}, () => 0, {
      variables: () => VARIABLES,
    });
    await eventually(() => expect(source!.status().state.phase).toBe('open'));
    expect(JSON.stringify(source.status())).not.toContain('s3cr3t-t0ken');
    expect(source.status().state).toMatchObject({ via: { headers: { 'x-echo': 'is ••••' } } });
  });
});

describe('the address of a source', () => {
  it('A6: may be another one for each transport', async () => {
    await follow((port) => `http://127.0.0.1:${port}/page`, {
      transports: ['websocket', 'sse'],
      options: options({ urls: {} }),
    });
    await source!.close();
    const { port } = server;
    const urls = { websocket: `ws://127.0.0.1:${port}/socket`, sse: `http://127.0.0.1:${port}/stream` };
    source = watchSource(`http://127.0.0.1:${port}/page`, {
      transports: ['websocket', 'sse'],
      options: options({ urls }),
    });
    const before = server.requests.length;
    await eventually(() => expect(source!.events().length).toBeGreaterThan(0));
    expect(server.requests.slice(before).map(({ line }) => line)).toEqual([
      'GET /socket HTTP/1.1',
      'GET /stream HTTP/1.1',
    ]);
  });

  it('may be a WebSocket’s, and is followed by SSE at the same place', async () => {
    await follow((port) => `ws://127.0.0.1:${port}/stream`, { transports: ['sse'] });
    await eventually(() => expect(source!.events()).toHaveLength(1));
    expect(server.requests[0]!.line).toBe('GET /stream HTTP/1.1');
  });
});

describe('a source that gives up', () => {
  it('stops after as many failures in a row as it was told, and says so', async () => {
    server = await startRawSseServer(({ socket }) => socket.destroy());
    source = watchSource(server.url, {
      options: options({ backoff: { floorMs: 100, capMs: 100, attempts: 3, obeyRetry: true } }),
    });
    await eventually(() => expect(source!.status().state.phase).toBe('stopped'));
    expect(source.status().state).toMatchObject({
      reason: { code: 'gave-up', message: 'orders failed 3 times in a row, so it is not tried any more.' },
    });
    expect(server.requests).toHaveLength(3);
  });

  it('asks once for a reply that is made only once, and does not call its end a failure', async () => {
    server = await startRawSseServer(({ socket }) => socket.end(`${STREAM_HEAD}data: done\n\n`));
    source = watchSource(server.url, {
      options: options({
        method: 'POST',
        body: '{}',
        backoff: { floorMs: 100, capMs: 100, attempts: 1, obeyRetry: true },
      }),
    });
    await eventually(() => expect(source!.status().state.phase).toBe('stopped'));
    expect(source.status().state).toMatchObject({
      reason: { code: 'ended', message: 'orders ended the stream.' },
    });
    expect(server.requests).toHaveLength(1);
  });
});

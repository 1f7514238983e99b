import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import { hostOf, sourceMeta, transportBadge } from '@/views/stream/source-meta';

const NOW = 1_000_000;
const source = (state: unknown): SourceSnapshot =>
  ({
    config: {
      name: 'arena',
      displayUrl: 'https://arena.example.com:8443/live?token=••••',
      transports: ['sse'],
    },
    state: state as ConnectionState,
  }) as unknown as SourceSnapshot;

describe('the second line of a source', () => {
  it('is the host while the source is open', () => {
    expect(sourceMeta(source({ phase: 'open', transport: 'sse' }), NOW)).toMatchObject({
      text: 'arena.example.com:8443',
      tone: null,
    });
  });

  it('names the transport that it fell back from, with the reason at hand', () => {
    const fallen = {
      ...source({ phase: 'open', transport: 'sse' }),
      ladder: [
        {
          transport: 'websocket',
          state: 'failed',
          reason: { code: 'x', message: 'arena answered 200 OK.' },
          since: 0,
        },
      ],
    } as unknown as SourceSnapshot;
    const config = { ...fallen.config, transports: ['websocket', 'sse'] as const };
    expect(sourceMeta({ ...fallen, config: { ...config, transports: [...config.transports] } }, NOW)).toEqual(
      {
        text: 'fell back from WS',
        tone: 'warn',
        title: 'arena answered 200 OK.',
      },
    );
  });

  it('is the countdown while it waits, with the reason at hand', () => {
    const waiting = {
      phase: 'waiting',
      transport: 'websocket',
      attempt: 3,
      until: NOW + 4_000,
      reason: { code: 'refused', message: 'arena refused the connection.' },
    };
    expect(sourceMeta(source(waiting), NOW)).toEqual({
      text: 'retry in 4 s, attempt 3',
      tone: 'warn',
      title: 'arena refused the connection.',
    });
    expect(transportBadge(source(waiting))).toBe('WS');
  });

  it('is the reason when it has stopped', () => {
    const stopped = { phase: 'stopped', reason: { code: 'gone', message: 'arena answered 204.' } };
    expect(sourceMeta(source({ ...stopped, needsCredentials: false }), NOW)).toMatchObject({
      text: 'arena answered 204.',
      tone: 'err',
    });
    expect(sourceMeta(source({ ...stopped, needsCredentials: true }), NOW).text).toBe('needs credentials');
  });

  it('takes an address that cannot be read as it is', () => {
    expect(hostOf('not an address')).toBe('not an address');
  });
});

import type { ConnectTimes } from '@shared/connection';
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { segmentWords } from '../../../../src/renderer/src/views/connections/attempt-words';
import { openingRows } from '../../../../src/renderer/src/views/connections/opening-rows';
import OpeningTimes from '../../../../src/renderer/src/views/connections/OpeningTimes.vue';
import { anAttempt } from './a-source';

const NOTHING: ConnectTimes = {
  before: 0.1,
  lookup: null,
  tcp: null,
  proxyTls: null,
  tunnel: null,
  tls: null,
  answer: null,
  firstEvent: null,
  shared: false,
};
const words = (times: Partial<ConnectTimes>, part = {}): string[] =>
  openingRows(anAttempt({ openedAt: 200, ...part, times: { ...NOTHING, ...times } })).map(
    (row) => `${row.label}: ${row.words}`,
  );

describe('the stages of an attempt', () => {
  it('stand in their order, each where the one before it ended', () => {
    const rows = openingRows(
      anAttempt({
        openedAt: 200,
        times: { ...NOTHING, lookup: 18.44, tcp: 24, tls: 41.6, answer: 98, firstEvent: 1_500 },
      }),
    );
    expect(rows.map(({ label, at, words: said }) => [label, Math.round(at), said])).toEqual([
      ['Name lookup', 0, '18.4 ms'],
      ['TCP', 18, '24 ms'],
      ['TLS', 42, '41.6 ms'],
      ['Request to answer', 84, '98 ms'],
      ['First event', 182, '1.5 s'],
    ]);
  });

  it('say which were not needed', () => {
    expect(words({ tcp: 0.4, answer: 12 })).toEqual([
      'Name lookup: not needed',
      'TCP: 0.4 ms',
      'TLS: not encrypted',
      'Request to answer: 12 ms',
      'First event: none yet',
    ]);
  });

  it('say how far an attempt came that failed', () => {
    expect(words({ lookup: 5 }, { openedAt: null, endedAt: 400 })).toEqual([
      'Name lookup: 5 ms',
      'TCP: not reached',
      'TLS: not reached',
      'Request to answer: not reached',
      'First event: none came',
    ]);
  });

  it('name the proxy, its tunnel, and what was before it all', () => {
    expect(
      words({ before: 310, tcp: 2, proxyTls: 20, tunnel: 35, tls: 40, answer: 50, firstEvent: 3 }),
    ).toEqual([
      'Before dialling: 310 ms',
      'Name lookup: not needed',
      'TCP to the proxy: 2 ms',
      'TLS with the proxy: 20 ms',
      'Proxy tunnel: 35 ms',
      'TLS: 40 ms',
      'Request to answer: 50 ms',
      'First event: 3 ms',
    ]);
  });

  it('are told beside the time that it took to connect', () => {
    const attempt = anAttempt({ openedAt: 40, times: { ...NOTHING, tcp: 2, answer: 38 } });
    const segment = { kind: 'connecting', transport: 'sse', from: 0, to: 40, lastedMs: 40, attempt } as const;
    expect(segmentWords(segment)).toBe(
      'Attempt 1 by SSE, connecting 40 ms (TCP 2 ms, Request to answer 38 ms)',
    );
  });

  it('are none where another source made the connection, and the chart says so', () => {
    const attempt = anAttempt({ openedAt: 1, times: { ...NOTHING, before: null, shared: true } });
    expect(mount(OpeningTimes, { props: { attempt } }).text()).toBe(
      'Over the connection of another source: nothing was dialled.',
    );
    expect(mount(OpeningTimes, { props: { attempt: anAttempt({}) } }).text()).toBe('Not measured.');
  });
});

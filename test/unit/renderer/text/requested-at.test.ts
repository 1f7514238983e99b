import { TextResponse } from '@shared/stream-text/text-response';
import type { Attempt } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import { describe, expect, it } from 'vitest';
import { requestedAt } from '@/views/text/requested-at';
import { aSource } from '../connections/a-source';

const response = (seq: number, at: number): TextResponse =>
  new TextResponse(seq, 'openai-chat', { seq, at, kind: 'event', type: '', channel: '', data: '' }, null);

describe('when a response was asked for', () => {
  const asked = (method: 'GET' | 'POST'): SourceSnapshot => {
    const source = aSource({ phase: 'paused', since: 0 });
    const attempt: Attempt = {
      number: 1,
      transport: 'sse',
      startedAt: 1_000,
      openedAt: 1_200,
      endedAt: 5_000,
      status: 200,
      reason: null,
      lastEventIdSent: null,
      audit: null,
      events: 2,
      times: null,
    };
    const later = { ...attempt, number: 2, startedAt: 6_000, openedAt: 6_100, endedAt: null };
    const options = { ...source.config.options, method };
    return { ...source, config: { ...source.config, options }, attempts: [attempt, later] };
  };

  it('is known for the first response of a connection that sent a body', () => {
    const all = [response(1, 1_500), response(9, 2_500), response(20, 6_400)];
    expect(all.map((each) => requestedAt(each, all, asked('POST')))).toEqual([1_000, null, 6_000]);
  });

  it('is not known of a stream that is only listened to', () => {
    const first = response(1, 1_500);
    expect(requestedAt(first, [first], asked('GET'))).toBeNull();
    expect(requestedAt(first, [first], undefined)).toBeNull();
  });
});

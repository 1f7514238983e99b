import type { ConnectionState } from '@shared/connection';
import { describe, expect, it } from 'vitest';
import { phaseOfSentence, stateSentence } from '../../../../src/main/sources/state-words';

const reason = {
  code: 'refused',
  message: 'Orders was refused: Trying again in vain. It is open over there.',
};
const via = { status: 200, headers: {}, url: '', openedAfterMs: 1 };
const since = 0;
const attempt = 1;

const STATES: readonly Exclude<ConnectionState, { phase: 'connecting' }>[] = [
  { phase: 'paused', since },
  ...(['websocket', 'sse', 'polling'] as const).flatMap((transport) =>
    ['', 'HTTP/1.1', 'HTTP/2'].map((protocol) => ({
      phase: 'open' as const,
      transport,
      attempt,
      since,
      via: { ...via, protocol },
    })),
  ),
  ...[500, 3_200, 662_000, 4_320_000].map((delayMs) => ({
    phase: 'waiting' as const,
    transport: 'sse' as const,
    attempt,
    since,
    until: 0,
    delayMs,
    reason,
  })),
  { phase: 'stopped', since, reason, needsCredentials: false },
];

describe('the sentence of a state', () => {
  it('tells again what state it is of', () => {
    for (const state of STATES) {
      const sentence = stateSentence('Orders. Live (EU)', state)!;
      expect(`${sentence} ${phaseOfSentence(sentence)}`).toBe(`${sentence} ${state.phase}`);
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { ConnectionState, Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import { sourceCounts } from '@/app/source-counts';

const NOW = 1_000_000;
const reason = { code: 'refused', message: 'arena refused the connection.' };
const source = (
  state: Partial<ConnectionState> & { phase: ConnectionState['phase'] },
  transports: readonly Transport[] = ['sse'],
): SourceSnapshot =>
  ({
    config: { transports },
    state: { since: NOW, transport: 'sse', attempt: 1, ...state },
  }) as unknown as SourceSnapshot;

describe('the counts in the status bar', () => {
  it('leaves out states that no source is in', () => {
    expect(sourceCounts([source({ phase: 'open' }), source({ phase: 'open' })], NOW)).toEqual([
      { glyph: 'open', words: '2 open', amount: '2', tone: null },
    ]);
  });

  it('counts what is open by a fallback or by polling apart from what is open as it should be', () => {
    const all = [
      source({ phase: 'open' }),
      source({ phase: 'open' }, ['websocket', 'sse']),
      source({ phase: 'open', transport: 'polling' }, ['websocket', 'sse', 'polling']),
      source({ phase: 'open', transport: 'polling' }, ['polling']),
    ];
    expect(sourceCounts(all, NOW)).toEqual([
      { glyph: 'open', words: '1 open', amount: '1', tone: null },
      { glyph: 'fall', words: '1 fallback', amount: '1', tone: null },
      { glyph: 'poll', words: '2 polling', amount: '2', tone: null },
    ]);
  });

  it('counts down to the next of several retries', () => {
    const waiting = [NOW + 9_000, NOW + 3_400].map((until) =>
      source({ phase: 'waiting', until, delayMs: 1, reason }),
    );
    expect(sourceCounts(waiting, NOW)).toEqual([
      { glyph: 'back', words: '2 retrying in 4 s', amount: '2', tone: 'warn' },
    ]);
  });

  it('counts what was asked once and has answered as that, and as no fault', () => {
    const ended = { code: 'ended', message: 'chat ended the stream.' };
    const counts = sourceCounts(
      [
        source({ phase: 'stopped', reason: ended, needsCredentials: false }),
        source({ phase: 'stopped', reason, needsCredentials: false }),
      ],
      NOW,
    );
    expect(counts).toEqual([
      { glyph: 'off', words: '1 answered', amount: '1', tone: null },
      { glyph: 'fail', words: '1 stopped', amount: '1', tone: 'err' },
    ]);
  });

  it('tells refused credentials apart from other stops', () => {
    const counts = sourceCounts(
      [
        source({ phase: 'stopped', reason, needsCredentials: true }),
        source({ phase: 'stopped', reason, needsCredentials: false }),
        source({ phase: 'paused' }),
      ],
      NOW,
    );
    expect(counts.map(({ words }) => words)).toEqual(['1 needs credentials', '1 stopped', '1 paused']);
  });
});

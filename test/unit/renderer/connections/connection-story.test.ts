import { describe, expect, it } from 'vitest';
import { connectionStory } from '@/views/connections/connection-story';
import { aSource, openState, REFUSED } from './a-source';

const NOW = 10_000_000;

describe('what is going on with a connection', () => {
  it('names the wait, the reason and what to do', () => {
    const waiting = aSource({
      phase: 'waiting',
      transport: 'sse',
      attempt: 3,
      since: NOW,
      until: NOW + 4_200,
      delayMs: 5_000,
      reason: REFUSED,
    });
    expect(connectionStory(waiting, NOW)).toEqual({
      tone: 'warning',
      what: 'Tries again in 4.2 s, attempt 3.',
      why: 'arena refused the connection.',
      hint: 'Is the server up on port 443?',
      action: null,
    });
  });

  it('offers the headers when the server wants other credentials, and only then', () => {
    const stopped = { phase: 'stopped', since: NOW, reason: REFUSED } as const;
    expect(connectionStory(aSource({ ...stopped, needsCredentials: true }), NOW).action).toBe('edit-headers');
    expect(connectionStory(aSource({ ...stopped, needsCredentials: false }), NOW).action).toBeNull();
  });

  it('warns about an open stream that is silent for more than twice its usual interval', () => {
    const source = (silentMs: number): ReturnType<typeof aSource> =>
      aSource(openState(NOW - 3_600_000), { lastByteAt: NOW - silentMs, usualIntervalMs: 15_000 });
    expect(connectionStory(source(29_000), NOW).tone).toBe('ok');
    const story = connectionStory(source(45_000), NOW);
    expect(story.tone).toBe('warning');
    expect(story.what).toBe('Open, but silent for 45 s.');
    expect(story.why).toBe('Something usually comes every 15.0 s.');
  });

  it('does not call a stream silent after a few seconds, however busy it was', () => {
    const busy = aSource(openState(NOW - 60_000), { lastByteAt: NOW - 4_000, usualIntervalMs: 1_000 });
    expect(connectionStory(busy, NOW).tone).toBe('ok');
  });

  it('says that an open stream has not sent anything yet', () => {
    expect(connectionStory(aSource(openState(NOW - 5_000)), NOW)).toMatchObject({
      what: 'Open for 5 s.',
      why: 'The server has answered, nothing has been sent yet.',
    });
  });
});

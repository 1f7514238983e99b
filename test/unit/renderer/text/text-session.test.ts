import type { TextEvent, TextPage, TextQuestion } from '@shared/stream-text/text-event';
import { afterEach, describe, expect, it } from 'vitest';
import { TextSession, type SessionOptions } from '@/stores/text-session';
import { eventually } from '../../../support/eventually';

const chunk = (seq: number): TextEvent => ({
  seq,
  at: seq * 10,
  kind: 'event',
  type: 'message',
  channel: '',
  data: JSON.stringify({
    id: 'a',
    object: 'chat.completion.chunk',
    choices: [{ delta: { content: `${seq} ` } }],
  }),
});

/** A history of chunks that can grow; it waits with an answer until it has. */
class History {
  newest: number;
  readonly questions: TextQuestion[] = [];
  #grown: (() => void)[] = [];
  failure: Error | null = null;

  constructor(newest: number) {
    this.newest = newest;
  }
  add(count: number): void {
    this.newest += count;
    for (const answer of this.#grown.splice(0)) answer();
  }
  readonly ask = async (question: TextQuestion): Promise<TextPage> => {
    this.questions.push(question);
    if (this.failure) throw this.failure;
    const { after, before, limit, wait } = question;
    if (after !== null && wait && after >= this.newest)
      await new Promise<void>((resolve) => this.#grown.push(resolve));
    const from =
      after === null ? Math.max(1, Math.min(before ?? Infinity, this.newest + 1) - limit) : after + 1;
    const end =
      after === null
        ? Math.min(before ?? Infinity, this.newest + 1)
        : Math.min(this.newest + 1, from + limit);
    const events = Array.from({ length: Math.max(0, end - from) }, (_, i) => chunk(from + i));
    const through = after === null ? end - 1 : Math.max(after, end - 1);
    return { events, through, more: after === null ? from > 1 : end <= this.newest };
  };
}

let running: TextSession[] = [];
afterEach(() => {
  for (const session of running) session.stop();
  running = [];
});
function begin(
  history: History,
  part: Partial<SessionOptions> = {},
): { session: TextSession; changes: () => number } {
  let changes = 0;
  const options = { shape: 'auto', depth: 100, anchor: null, ...part } as const;
  const session = new TextSession({ source: 's', channel: null }, options, history.ask, () => changes++);
  running.push(session);
  void session.run();
  return { session, changes: () => changes };
}
const textOf = (session: TextSession): string => session.joiner.responses[0]?.parts[0]?.text() ?? '';

describe('reading the events of a stream for their text', () => {
  it('joins what is there, then what comes, each event once', async () => {
    const history = new History(3);
    const { session } = begin(history);
    await eventually(() => expect(session.phase).toBe('live'));
    expect(textOf(session)).toBe('1 2 3 ');
    history.add(2);
    await eventually(() => expect(textOf(session)).toBe('1 2 3 4 5 '));
    history.add(1);
    await eventually(() => expect(textOf(session)).toBe('1 2 3 4 5 6 '));
    expect(session.earlier).toBe(false);
  });

  it('begins as far back as it is told, and says that there is more', async () => {
    const { session } = begin(new History(5_000), { depth: 3_000 });
    await eventually(() => expect(session.phase).toBe('live'));
    expect(session.joiner.counts.events).toBe(3_000);
    expect(session.firstSeq).toBe(2_001);
    expect(session.earlier).toBe(true);
  });

  it('reads around an event, and stops some way after it', async () => {
    const { session } = begin(new History(50_000), { depth: 500, anchor: 20_000 });
    await eventually(() => expect(session.phase).toBe('stopped'));
    expect(session.firstSeq).toBe(19_501);
    expect(session.lastSeq).toBeLessThan(30_000);
    expect(session.later).toBe(true);
    expect(session.joiner.find(20_000)?.id).toBe('a');
  });

  it('asks one question at a time, and none after it was stopped', async () => {
    const history = new History(3);
    const { session } = begin(history);
    await eventually(() => expect(session.phase).toBe('live'));
    const asked = history.questions.length;
    session.stop();
    history.add(4);
    await eventually(() => expect(session.phase).toBe('stopped'));
    expect(history.questions.length).toBe(asked);
    expect(textOf(session)).toBe('1 2 3 ');
  });

  it('tells what went wrong', async () => {
    const history = new History(3);
    history.failure = new Error('The history is closed.');
    const { session, changes } = begin(history);
    await eventually(() => expect(session.problem?.message).toBe('The history is closed.'));
    expect(changes()).toBe(1);
  });
});

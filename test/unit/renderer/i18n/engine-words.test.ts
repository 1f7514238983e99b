import { enableAutoUnmount, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { nextTick } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FeedMessage, FeedRequest } from '@shared/feed';
import { sentencesOf } from '@shared/sentences/sentences-of';
import type { EventRow } from '@shared/stream-event';
import { setLanguage } from '@/i18n/i18n';
import { useFeed } from '@/stores/feed';
import ProblemNote from '@/ui/ProblemNote.vue';
import { connectionWords } from '@/ui/connection-words';
import { explanationText } from '@/views/connections/explain-text';
import EventTable from '@/views/stream/EventTable.vue';
import { eventually } from '../../../support/eventually';
import { aSource, REFUSED } from '../connections/a-source';

enableAutoUnmount(afterEach);

const GAP = 'reconnected after 3.2 s. By their ids, 7 events are missing.';
const STATE = 'The server ended the stream.';
const PAYLOAD = 'arena ended the stream.';

const row = (part: Partial<EventRow> & Pick<EventRow, 'seq'>): EventRow => ({
  kind: 'event',
  sourceId: 'a',
  receivedAt: part.seq * 1_000,
  type: 'message',
  id: null,
  channel: '',
  preview: '',
  size: 1,
  level: null,
  gap: null,
  ...part,
});
const ROWS = [
  row({
    seq: 1,
    kind: 'gap',
    gap: { verdict: 'lost', downMs: 3_200, resumedFrom: '4', missing: 7, sentence: GAP },
  }),
  row({ seq: 2, kind: 'state', preview: STATE }),
  row({ seq: 3, preview: PAYLOAD }),
];

const main = vi.hoisted(() => ({ answer: (_message: unknown): void => undefined }));
vi.mock('@/bridge', () => ({
  call: () => Promise.resolve(null),
  on: () => () => undefined,
  openFeed: (listener: (message: unknown) => void) => {
    main.answer = listener;
    return Promise.resolve({ send, close: () => undefined });
  },
}));
function send(request: FeedRequest): void {
  const post = (message: FeedMessage): void => main.answer(message);
  const end = ROWS.length;
  const totals = { received: end, stored: end, evicted: 0, dropped: 0 };
  if (request.kind === 'view')
    queueMicrotask(() =>
      post({
        kind: 'update',
        number: 1,
        view: request.view,
        first: 0,
        end,
        search: null,
        tail: ROWS,
        totals,
      }),
    );
}

/** What the German book says, which has to differ: otherwise the window could as well speak English. */
async function german(sentence: string): Promise<string> {
  const words = (await sentencesOf('de')).word(sentence);
  expect(words).not.toBe(sentence);
  return words;
}

describe('what the engine says', () => {
  beforeEach(() => setActivePinia(createPinia()));
  afterEach(() => setLanguage('en'));

  it('is in the language of the window in rows of gaps and states, at once, and payloads stay as sent', async () => {
    const feed = useFeed();
    await feed.open(false);
    const table = mount(EventTable, { attachTo: document.body });
    const line = (position: number): string => table.get(`[data-position="${position}"]`).text();
    await eventually(() => expect(line(0)).toContain(GAP));
    expect(line(1)).toContain(STATE);
    await setLanguage('de');
    const [gap, state] = [await german(GAP), await german(STATE)];
    await eventually(() => {
      expect(line(0)).toContain(gap);
      expect(line(1)).toContain(state);
      expect(line(2)).toContain(PAYLOAD);
    });
    await setLanguage('en');
    await eventually(() => expect(line(0)).toContain(GAP));
  });

  it('is in the language of the window in a problem note: what failed, and what to do', async () => {
    const problem = { ...REFUSED, hint: 'Is the server up, and on this port?' };
    const note = mount(ProblemNote, { props: { problem } });
    expect(note.text()).toContain(`${problem.message} ${problem.hint}`);
    await setLanguage('de');
    await nextTick();
    expect(note.text()).toContain(`${await german(problem.message)} ${await german(problem.hint)}`);
  });

  it('is in the language of the window as the reason of a connection', async () => {
    const source = aSource({
      phase: 'waiting',
      transport: 'sse',
      attempt: 2,
      since: 0,
      until: 4_000,
      delayMs: 4_000,
      reason: REFUSED,
    });
    expect(connectionWords(source, 0).reason).toBe(REFUSED.message);
    await setLanguage('de');
    expect(connectionWords(source, 0).reason).toBe(await german(REFUSED.message));
  });

  it('stays as it is when no book knows it', async () => {
    await setLanguage('de');
    const text = explanationText({ paragraphs: [['Zorp gleeps.', 'Twice.']], patterns: [] }, 'arena');
    expect(text).toBe('arena\n\nZorp gleeps. Twice.');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import {
  startChromiumEventSource,
  type BrowserRun,
  type ChromiumEventSource,
} from '../../support/chromium-event-source';
import { startScriptServer, STREAM, type ScriptServer } from '../../support/script-server';
import { followWithSource } from '../../support/source-event-source';
import { watchSource } from '../../support/watched-source';
import { STREAM_CASES } from './stream-cases';

let server: ScriptServer;
let chromium: ChromiumEventSource;
let inChromium: BrowserRun[];
const urls: string[] = [];

beforeAll(async () => {
  server = await startScriptServer();
  STREAM_CASES.forEach(({ pieces }, i) =>
    urls.push(server.script(`/stream/${i}`, { pieces: [STREAM, ...pieces] })),
  );
  chromium = await startChromiumEventSource(server.pageUrl);
  inChromium = await chromium.follow(
    STREAM_CASES.map(({ events }, i) => ({ url: urls[i]!, types: events.map(({ type }) => type) })),
  );
}, 60_000);
afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

describe('the same bytes in the same pieces give the events of the standard, as in Chromium', () => {
  it.each(STREAM_CASES.map((each, i) => [each.name, each, i] as const))('%s', async (_, each, i) => {
    const ours = await followWithSource(urls[i]!);
    expect(ours.events).toEqual(each.events);
    expect(inChromium[i]!.events).toEqual(each.chromium?.events ?? each.events);
    // Both take the end of the body for a break that heals.
    expect([ours.opens, ours.readyState]).toEqual([1, 0]);
    expect([inChromium[i]!.opens, inChromium[i]!.readyState]).toEqual([1, 0]);
  });
});

it('both dispatch at the byte that ends an event, CR alone too, while the connection stays', async () => {
  const pieces = ['data: a\r\r', 'data: b\r\n\r', '\ndata: c\n\n', 'data: not yet\n'].map((text) =>
    Buffer.from(text),
  );
  const url = server.script('/live', { pieces: [STREAM, ...pieces], stays: true });
  const [theirs] = await chromium.follow([{ url, types: [], events: 3 }]);
  const ours = watchSource(url);
  try {
    await eventually(() => expect(ours.events()).toHaveLength(3));
    expect(ours.status().state.phase).toBe('open');
  } finally {
    await ours.close();
  }
  for (const events of [theirs!.events, ours.events()])
    expect(events.map(({ data }) => data)).toEqual(['a', 'b', 'c']);
});

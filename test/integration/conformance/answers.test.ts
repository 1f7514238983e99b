import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startChromiumEventSource,
  type BrowserRun,
  type ChromiumEventSource,
} from '../../support/chromium-event-source';
import { startScriptServer, type ScriptServer } from '../../support/script-server';
import { followWithSource } from '../../support/source-event-source';
import { ANSWER_CASES, type Outcome } from './answer-cases';

let server: ScriptServer;
let chromium: ChromiumEventSource;
let inChromium: BrowserRun[];
const urls: string[] = [];
const BODY = Buffer.from('data: a\n\n');

beforeAll(async () => {
  server = await startScriptServer();
  ANSWER_CASES.forEach(({ head, tail = '' }, i) =>
    urls.push(
      server.script(`/answer/${i}`, {
        pieces: [Buffer.from(head), Buffer.concat([BODY, Buffer.from(tail)])],
      }),
    ),
  );
  chromium = await startChromiumEventSource(server.pageUrl);
  inChromium = await chromium.follow(urls.map((url) => ({ url, types: [] })));
}, 60_000);
afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

function outcomeOf({ opens, readyState }: BrowserRun): Outcome {
  return opens > 0 ? 'opens' : readyState === 0 ? 'reconnects' : 'fails';
}

describe('an answer is taken for a stream, or not, as the standard says and Chromium does', () => {
  it.each(ANSWER_CASES.map((each, i) => [each.name, each, i] as const))('%s', async (_, each, i) => {
    const ours = await followWithSource(urls[i]!);
    expect(outcomeOf(ours)).toBe(each.ours?.outcome ?? each.outcome);
    expect(outcomeOf(inChromium[i]!), 'in Chromium').toBe(each.chromium?.outcome ?? each.outcome);
    for (const { opens, events } of [ours, inChromium[i]!])
      expect(events.map(({ data }) => data)).toEqual(opens > 0 ? ['a'] : []);
  });
});

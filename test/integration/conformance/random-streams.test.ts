import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChromiumEventSource, type ChromiumEventSource } from '../../support/chromium-event-source';
import { startScriptServer, STREAM, type ScriptServer } from '../../support/script-server';
import { followWithSource } from '../../support/source-event-source';
import { parseWhole } from '../../unit/main/sources/reference-parser';
import { randomStream, seededRandom } from './random-streams';

const STREAMS = 400;
const SEED = 20_240_611;

let server: ScriptServer;
let chromium: ChromiumEventSource;

beforeAll(async () => {
  server = await startScriptServer();
  chromium = await startChromiumEventSource(server.pageUrl);
}, 60_000);
afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

it(`${STREAMS} random streams give the same events here, in Chromium and by the letter of the standard`, async () => {
  const random = seededRandom(SEED);
  const streams = Array.from({ length: STREAMS }, (_, i) => {
    const pieces = randomStream(random);
    const whole = Buffer.concat(pieces);
    return {
      whole,
      url: server.script(`/random/${i}`, { pieces: [STREAM, ...pieces] }),
      expected: parseWhole(whole),
    };
  });
  const inChromium = await chromium.follow(
    streams.map(({ url, expected }) => ({ url, types: expected.map(({ type }) => type) })),
  );
  let dispatched = 0;
  for (const [i, { whole, url, expected }] of streams.entries()) {
    const { events } = await followWithSource(url);
    const shown = `stream ${i}: ${JSON.stringify(whole.toString('latin1'))}`;
    expect(events, shown).toEqual(expected);
    expect(inChromium[i]!.events, `in Chromium, ${shown}`).toEqual(expected);
    dispatched += events.length;
  }
  // The generator makes streams with something in them.
  expect(dispatched).toBeGreaterThan(STREAMS);
}, 60_000);

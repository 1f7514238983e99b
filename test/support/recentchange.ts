/** Events in the recentchange format of Wikimedia's EventStreams, with made-up values: 1–3 KB of JSON, JSON ids. */

const WIKIS = [
  'de.wikipedia.org',
  'en.wikipedia.org',
  'pt.wikipedia.org',
  'ja.wikipedia.org',
  'commons.wikimedia.org',
  'www.wikidata.org',
];
const WORDS = [
  'Pegel',
  'Rio',
  'Hydrograph',
  '水位',
  'Gauge',
  'Ufer',
  'Überschwemmung',
  'Delta',
  'Brücke',
  'marée',
];
const TYPES = ['edit', 'new', 'log', 'categorize'];
const START = Date.UTC(2026, 10, 21, 12, 0, 0);

export interface RecentChange {
  readonly id: string;
  readonly data: string;
  /** The frame as it goes over the wire. */
  readonly frame: string;
}

/** A generator with a seed, so that a run can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

/** Makes `count` events, the same for the same seed. */
export function recentChanges(count: number, seed = 1): RecentChange[] {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  return Array.from({ length: count }, (_, i) => {
    const wiki = pick(WIKIS);
    const title = `${pick(WORDS)} ${pick(WORDS)} ${Math.floor(random() * 9_000)}`;
    const at = START + i * 33 + Math.floor(random() * 30);
    const old = 1_000 + Math.floor(random() * 60_000);
    const comment = Array.from({ length: 60 + Math.floor(random() * 120) }, () => pick(WORDS)).join(' ');
    const change = {
      $schema: '/mediawiki/recentchange/1.0.0',
      meta: {
        uri: `https://${wiki}/wiki/${encodeURIComponent(title.replaceAll(' ', '_'))}`,
        request_id: Math.floor(random() * 2 ** 48).toString(16),
        id: `${Math.floor(random() * 2 ** 32).toString(16)}-${i}`,
        domain: wiki,
        stream: 'mediawiki.recentchange',
        dt: new Date(at).toISOString(),
        topic: 'eqiad.mediawiki.recentchange',
        partition: 0,
        offset: 5_000_000_000 + i,
      },
      id: 1_900_000_000 + i,
      type: pick(TYPES),
      namespace: pick([0, 0, 0, 1, 4, 14]),
      title,
      comment,
      parsedcomment: `<i>${comment.slice(0, 200)}</i>`,
      timestamp: Math.floor(at / 1_000),
      user: `Tide${Math.floor(random() * 900)}`,
      bot: random() < 0.3,
      minor: random() < 0.2,
      length: { old, new: old + Math.floor(random() * 400) - 100 },
      revision: { old: 240_000_000 + i, new: 240_000_001 + i },
      server_url: `https://${wiki}`,
      wiki: wiki.replaceAll('.', '_'),
    };
    const id = JSON.stringify([
      { topic: 'eqiad.mediawiki.recentchange', partition: 0, timestamp: at },
      { topic: 'codfw.mediawiki.recentchange', partition: 0, offset: -1 },
    ]);
    const data = JSON.stringify(change);
    return { id, data, frame: `event: message\nid: ${id}\ndata: ${data}\n\n` };
  });
}

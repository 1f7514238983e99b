import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { QueryNode } from '@shared/query';
import { parseQuery } from '@shared/query/parse';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { channelsAt } from '../../../../../src/main/history/store/channels-at';
import { countByTime } from '../../../../../src/main/history/store/histogram';
import { readHead } from '../../../../../src/main/history/store/index-file';
import { INDEX_HEAD } from '../../../../../src/main/history/store/index-layout';
import { countMatches, findPage } from '../../../../../src/main/history/store/queries';
import { recordBound, writeRecord } from '../../../../../src/main/history/store/record';
import { StoreCore } from '../../../../../src/main/history/store/store-core';
import { numbers, randomEvent } from './sample-events';

const EVENTS = 400;
const FIRST_TIME = 1_700_000_000_000;
const never = (): boolean => false;
const QUERIES = [
  ...['', 'alpha', 'needle-in-none', 'a', 'data.n:>=500', 'data.level:error', 'eventTime:*', 'size:>=200'],
  ...['type:trade', 'channel:shop/2', 'source:source-1', 'level:error', 'kind:gap', 'transport:websocket'],
  ...[
    'problem:not-json',
    '/alph[a-z]/',
    '-beta',
    'id:retry',
    'data.user.name:worker',
    `time:>=${FIRST_TIME + 200}`,
  ],
];

let folder: string;
let core: StoreCore;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'history-'));
  core = new StoreCore(folder, 60_000);
  core.setSegmentLimits({ events: EVENTS, bytes: 1 << 20 });
  const random = numbers(11);
  for (let seq = 1; seq <= EVENTS + 1; seq++) {
    const event = randomEvent(seq, random);
    const bytes = Buffer.from(new ArrayBuffer(recordBound(event) + 4));
    await core.append(bytes.subarray(0, writeRecord(event, bytes, 0)));
  }
  await core.settled();
});

afterEach(async () => {
  await core.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Every kind of question, each as the first one after `index` was put in place of the index. */
async function answers(file: string, index: Buffer): Promise<unknown[]> {
  const all: unknown[] = [];
  const ask = async (question: () => Promise<unknown>): Promise<void> => {
    await core.close();
    fs.writeFileSync(file, index);
    core = new StoreCore(folder, 60_000);
    all.push(await question());
    await core.settled();
  };
  for (const query of QUERIES) {
    await ask(() => countMatches(core.querySource(), nodeOf(query), never));
  }
  await ask(async () => {
    const { records, more } = await findPage(core.querySource(), nodeOf('alpha'), { limit: 50 }, never);
    return [Buffer.from(records).toString('latin1'), more];
  });
  const range = { from: FIRST_TIME, to: FIRST_TIME + EVENTS, buckets: 20 };
  await ask(() => countByTime(core.querySource(), nodeOf(''), range, never));
  await ask(() => channelsAt(core.querySource(), FIRST_TIME + EVENTS / 2, 1_000, never));
  return all;
}

function nodeOf(query: string): QueryNode {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new Error(`${query}: ${parsed.problem.message}`);
  return parsed.node;
}

it('answers every question rightly while any part of an index is damaged', async () => {
  const name = fs.readdirSync(folder).find((entry) => entry.endsWith('.idx'))!;
  const file = path.join(folder, name);
  const intact = fs.readFileSync(file);
  const whole = await answers(file, intact);
  expect(whole[0]).toBe(EVENTS + 1);
  const { head, jsonLength } = readHead(file)!;
  const sectionsAt = INDEX_HEAD + jsonLength;
  const sections = Object.entries(head.places).filter(([, [, length]]) => length > 0);
  const places: [part: string, at: number][] = [
    ['checksum', 5],
    ['summary', INDEX_HEAD + 20],
    ...sections.map(([section, [start]]): [string, number] => [section, sectionsAt + start]),
    ['events of words', sectionsAt + head.postingsAt + 20],
    ['values of fields', sectionsAt + head.blocksAt + 3],
  ];
  expect(places.length).toBeGreaterThan(20);
  for (const [part, at] of places) {
    const damaged = Buffer.from(intact);
    damaged[at]! ^= 0x41;
    expect([part, await answers(file, damaged)]).toEqual([part, whole]);
  }
  expect(await answers(file, intact.subarray(0, intact.length - 100))).toEqual(whole);
}, 30_000);

it('makes a damaged index anew as soon as a question has met the damage', async () => {
  const file = path.join(
    folder,
    fs.readdirSync(folder).find((entry) => entry.endsWith('.idx'))!,
  );
  const intact = fs.readFileSync(file);
  const { head, jsonLength } = readHead(file)!;
  const damaged = Buffer.from(intact);
  damaged[INDEX_HEAD + jsonLength + head.places.words[0]]! ^= 0x41;
  await core.close();
  fs.writeFileSync(file, damaged);
  core = new StoreCore(folder, 60_000);
  await countMatches(core.querySource(), nodeOf('alpha'), never);
  await core.settled();
  expect(fs.readFileSync(file).equals(intact)).toBe(true);
});

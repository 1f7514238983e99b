import type { ComparisonState } from '@/views/stream/inspector/diff/use-comparison';
import { compare } from '@/views/stream/inspector/diff/compare';
import DiffTab from '@/views/stream/inspector/diff/DiffTab.vue';
import { madeDetail } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const BEFORE = {
  order: 'EU-20416',
  total: 89.5,
  paid: false,
  lines: [
    { sku: 'A-17', qty: 1 },
    { sku: 'B-2', qty: 1 },
  ],
  coupon: 'X',
  same: 1,
};
const AFTER = {
  order: 'EU-20417',
  total: 129.9,
  paid: true,
  lines: [
    { sku: 'B-2', qty: 1 },
    { sku: 'A-17', qty: 2 },
  ],
  note: null,
  same: 1,
};
const never = new AbortController().signal;
const ready = async (before: string, after: string): Promise<ComparisonState> => ({
  phase: 'ready',
  with: madeDetail({ seq: 900, data: before }),
  comparison: (await compare(before, after, never))!,
});
const json = await ready(JSON.stringify(BEFORE), JSON.stringify(AFTER));
const text = await ready(
  'The deploy began.\nCatalog is up.\nDone.',
  'The deploy began.\nCatalog is down.\nTrying again.\nDone.',
);
const equal = await ready('{}', '{}');

const of = (state: ComparisonState) =>
  ({
    state,
    receivedAt: STILL_MS,
    pinned: null,
    isPinned: false,
    against: 'previous',
    onlyChanges: true,
  }) as const;

export default defineStory(
  DiffTab,
  { of: 'views/stream/inspector/diff/DiffTab.vue', width: 344, within: 'v-stream inspector gal-data' },
  [
    { name: 'Values', props: of(json) },
    {
      name: 'All of it, against the pinned one',
      props: { ...of(json), onlyChanges: false, against: 'pinned', pinned: '88240' },
    },
    { name: 'Lines of text', props: of(text) },
    { name: 'The same', props: of(equal) },
    { name: 'Working', props: of({ phase: 'working' }) },
    { name: 'Nothing to compare with', props: of({ phase: 'alone', against: 'previous', complete: true }) },
    {
      name: 'Itself',
      props: { ...of({ phase: 'itself' }), against: 'pinned', pinned: '88240', isPinned: true },
    },
    { name: 'Gone', props: of({ phase: 'gone' }) },
    {
      name: 'Failed',
      props: of({
        phase: 'failed',
        problem: { code: 'disk', message: 'The history cannot be read.', hint: 'Its disk is gone.' },
      }),
    },
    {
      name: 'Given up',
      props: of({
        phase: 'ready',
        with: madeDetail({ seq: 901 }),
        comparison: { kind: 'gave-up', afterMs: 4_000 },
      }),
    },
  ],
);

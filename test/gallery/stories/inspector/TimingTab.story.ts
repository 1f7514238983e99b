import TimingTab from '@/views/stream/inspector/timing/TimingTab.vue';
import { sources } from '../../../support/stand-in/scenario';
import { madeDetail } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const attempt = sources()[0]!.attempts.at(-1)!;
const alike = Array.from({ length: 120 }, (_, i) => ({
  seq: 899 - i,
  receivedAt: STILL_MS - 340 * (i + 1) - (i % 7) * 90,
  eventTime: STILL_MS - 340 * (i + 1) - 38 - (i % 11) * 14,
  id: String(88_899 - i),
  size: 190,
}));
const props = {
  event: madeDetail({ seq: 900, receivedAt: STILL_MS }),
  state: { phase: 'ready', earlier: { alike, ofChannel: alike[0]!, ofSource: alike[0]!, complete: true } },
  connection: { kind: 'open', since: STILL_MS - 2_460_000, attempt },
  transport: 'SSE',
  clock: 'utc',
} as const;
const few = { alike: alike.slice(0, 2), ofChannel: null, ofSource: null, complete: false };

export default defineStory(
  TimingTab,
  { of: 'views/stream/inspector/timing/TimingTab.vue', width: 344, within: 'inspector' },
  [
    { name: 'Usual', props },
    {
      name: 'Too few to compare, connection forgotten',
      props: { ...props, state: { phase: 'ready', earlier: few }, connection: { kind: 'forgotten' } },
    },
    {
      name: 'Its clock is ahead',
      props: { ...props, event: madeDetail({ seq: 901, receivedAt: STILL_MS, eventTime: STILL_MS + 4_200 }) },
    },
    {
      name: 'Without a time of its own',
      props: { ...props, event: madeDetail({ seq: 902, receivedAt: STILL_MS, eventTime: null }) },
    },
    { name: 'On its way', props: { ...props, state: { phase: 'loading' } } },
    {
      name: 'Failed',
      props: {
        ...props,
        state: {
          phase: 'failed',
          problem: { code: 'disk', message: 'The history cannot be read.', hint: 'Its disk is gone.' },
        },
      },
    },
  ],
);

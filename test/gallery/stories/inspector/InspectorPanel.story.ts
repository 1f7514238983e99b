import type { DetailState } from '@/views/stream/inspector/event-detail';
import InspectorPanel from '@/views/stream/InspectorPanel.vue';
import { useInspector, type InspectorTab } from '@/stores/inspector';
import { sources } from '../../../support/stand-in/scenario';
import { madeDetail, madeRow } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { answer, give } from '../../with-stores';

const SEQ = 7_000;
answer({
  'events.previous': ({ seq }) => ({
    alike: Array.from({ length: 60 }, (_, i) => ({
      seq: seq - 1 - i,
      receivedAt: STILL_MS - 340 * (i + 2) - (i % 7) * 90,
      eventTime: STILL_MS - 340 * (i + 2) - 38 - (i % 5) * 12,
      id: String(seq - 1 - i),
      size: 190,
    })),
    ofChannel: null,
    ofSource: null,
    complete: true,
  }),
  'events.detail': (seq) =>
    madeDetail({ seq, data: '{"order":"EU-20416","total":89.50,"currency":"EUR","paid":false,"lines":[]}' }),
});
const ready = (part: Parameters<typeof madeDetail>[0]): DetailState => ({
  phase: 'ready',
  detail: madeDetail({ receivedAt: STILL_MS - 400, ...part }),
});
const of = (state: DetailState) => ({
  seq: SEQ,
  row: state.phase === 'ready' ? state.detail : madeRow({ seq: SEQ }),
  state,
});
const on = (tab: InspectorTab) => () => {
  give({ sources: sources() });
  useInspector().tab = tab;
};
/** Until what the main process is asked for is here and drawn. */
const settled = () => new Promise<void>((after) => setTimeout(after, 120));
const gap = {
  downMs: 12_000,
  resumedFrom: '88207',
  verdict: 'lost',
  missing: 27,
  sentence: 'gap: 27 events lost. The server replayed from 88235.',
} as const;

export default defineStory(
  InspectorPanel,
  { of: 'views/stream/InspectorPanel.vue', width: 344, within: 'v-stream gal-insp' },
  [
    { name: 'Data', props: of(ready({ seq: SEQ })), stores: on('data'), act: settled },
    { name: 'Raw', props: of(ready({ seq: SEQ + 1 })), stores: on('raw'), act: settled },
    { name: 'Diff', props: of(ready({ seq: SEQ + 2 })), stores: on('diff'), act: settled },
    { name: 'Timing', props: of(ready({ seq: SEQ + 3 })), stores: on('timing'), act: settled },
    {
      name: 'A break in the stream',
      props: of(ready({ seq: SEQ + 4, kind: 'gap', type: '', id: null, data: gap.sentence, gap })),
      stores: on('data'),
    },
    {
      name: 'What became of a connection',
      props: of(
        ready({
          seq: SEQ + 5,
          kind: 'state',
          type: '',
          id: null,
          data: 'open over SSE after 184 ms, HTTP/2.',
        }),
      ),
      stores: on('data'),
    },
    { name: 'None chosen', props: { seq: null, row: null, state: { phase: 'none' } }, stores: on('data') },
    { name: 'Gone', props: of({ phase: 'gone', seq: SEQ }), stores: on('data') },
  ],
);

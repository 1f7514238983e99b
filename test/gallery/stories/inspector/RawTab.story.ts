import RawTab from '@/views/stream/inspector/RawTab.vue';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const drawn = () =>
  new Promise<void>((after) => requestAnimationFrame(() => requestAnimationFrame(() => after())));
/** Chooses another way to look at it. */
const as = (index: number) => async (root: HTMLElement) => {
  await drawn();
  root.querySelectorAll<HTMLElement>('.seg button, [role=radio]')[index]?.click();
  await drawn();
};
const ORDER = 'event: order.paid\nid: 88240\ndata: {"order":"EU-20417","total":129.90}\n\n';
const MIXED =
  ': keep-alive\r\nevent: mixed\rdata: CR, LF and CR LF\ndata\ndata:no space\r\nunknown: field\nretry: 3000\n\n';
const BAD = new Uint8Array([...bytes('data: j'), 0xf6, ...bytes('rg, Gr'), 0xfc, 0xdf, ...bytes('e\n\n')]);

export default defineStory(
  RawTab,
  { of: 'views/stream/inspector/RawTab.vue', width: 344, within: 'v-stream inspector gal-data' },
  [
    { name: 'Line ends', props: { frame: bytes(ORDER), cut: false }, act: drawn },
    { name: 'Line ends of every kind', props: { frame: bytes(MIXED), cut: false }, act: drawn },
    { name: 'As text', props: { frame: bytes(MIXED), cut: false }, act: as(1) },
    { name: 'As bytes', props: { frame: bytes(ORDER), cut: false }, act: as(2) },
    { name: 'No UTF-8', props: { frame: BAD, cut: false }, act: as(2) },
    { name: 'From a stranger', props: { frame: bytes(`data: ${HOSTILE}\n\n`), cut: false }, act: drawn },
    { name: 'Cut', props: { frame: bytes('data: {"dump":"0000'), cut: true }, act: drawn },
    { name: 'Empty', props: { frame: new Uint8Array(0), cut: false }, act: drawn },
  ],
);

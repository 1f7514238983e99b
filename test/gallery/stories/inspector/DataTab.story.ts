import { h } from 'vue';
import { LineChart } from '@lucide/vue';
import DataTab from '@/views/stream/inspector/DataTab.vue';
import { HOSTILE } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const KINDS = JSON.stringify({
  text: 'EU-20417',
  empty: '',
  number: 129.9,
  large: 0,
  yes: true,
  nothing: null,
  at: Math.floor(STILL_MS / 1_000) - 60,
  object: { a: 1, b: { c: 2 } },
  none: {},
  list: Array.from({ length: 140 }, (_, i) => i),
  inner: JSON.stringify({ sku: 'A-17', note: 'gift' }),
  // More than a number of JavaScript holds.
}).replace('"large":0', '"large":9007199254740993');
const of = (data: string) => ({ data, clock: 'utc' as const, receivedAt: STILL_MS });
const glyph = {
  chart: () => h('button', { class: 'ib ib-xs', 'aria-label': 'Chart' }, h(LineChart, { class: 'ic' })),
};
const frames = () =>
  new Promise<void>((after) => requestAnimationFrame(() => requestAnimationFrame(() => after())));
/** Chooses the row that begins with a name. */
const choose = (name: string) => async (root: HTMLElement) => {
  await frames();
  const rows = [...root.querySelectorAll<HTMLElement>('[role=treeitem]')];
  rows.find((row) => row.textContent?.includes(name))?.click();
  await frames();
};
/** Chooses it, and reads its text as what fits best. */
const decode = (name: string) => async (root: HTMLElement) => {
  await choose(name)(root);
  root.querySelector<HTMLButtonElement>('.decode button, .decode-top button')?.click();
  await frames();
};
const find = (text: string) => async (root: HTMLElement) => {
  await frames();
  const field = root.querySelector<HTMLInputElement>('input')!;
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await new Promise((after) => setTimeout(after, 250));
};
const TOKEN =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0MiIsIm5hbWUiOiJBZGEiLCJpYXQiOjE3NjM3MzE5MjcsImV4cCI6MTc2MzczNTUyN30.c2lnbmF0dXJl';

export default defineStory(
  DataTab,
  { of: 'views/stream/inspector/DataTab.vue', width: 344, within: 'v-stream inspector gal-data' },
  [
    { name: 'Values of every kind', props: of(KINDS), slots: glyph, act: frames },
    { name: 'One chosen, with what it means', props: of(KINDS), slots: glyph, act: choose('at') },
    { name: 'Sought', props: of(KINDS), act: find('a') },
    {
      name: 'Keys and values of a stranger',
      props: of(JSON.stringify({ [HOSTILE]: HOSTILE, ok: 1 })),
      act: frames,
    },
    { name: 'Cut in the middle', props: of('{"order":"EU-20417","total":129.90,"curr'), act: frames },
    {
      name: 'Text',
      props: of('Zeile eins\nline two\r\n\tand a long one: '.padEnd(180, 'word ')),
      act: frames,
    },
    { name: 'Empty', props: of(''), act: frames },
    {
      name: 'A note in place of data',
      props: { ...of('keep-alive'), note: 'A comment: clients do not see it.' },
      act: frames,
    },
    { name: 'A token', props: of(JSON.stringify({ token: TOKEN })), act: decode('token') },
    { name: 'A token alone', props: of(TOKEN), act: frames },
    {
      name: 'Base64 of an image',
      props: of(JSON.stringify({ image: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk' })),
      act: decode('image'),
    },
    {
      name: 'A form',
      props: of(JSON.stringify({ form: 'status=paid&amount=129.90&note=thank%20you' })),
      act: decode('form'),
    },
    {
      name: 'An address',
      props: of(
        JSON.stringify({ url: 'https://ada:secret@shop.example:8443/hooks?order=EU-20417&retry=2#done' }),
      ),
      act: decode('url'),
    },
    {
      name: 'XML',
      props: of(
        JSON.stringify({
          xml: '<?xml version="1.0"?><order id="20417"><line sku="A-17">2</line><note/></order>',
        }),
      ),
      act: decode('xml'),
    },
  ],
);

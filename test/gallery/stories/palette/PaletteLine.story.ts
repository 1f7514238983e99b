import { Cable, Pause } from '@lucide/vue';
import { h, type FunctionalComponent } from 'vue';
import PaletteLine from '@/app/palette/PaletteLine.vue';
import type { PaletteEntry } from '@/app/palette/palette-entry';
import type { FoundEntry } from '@/app/palette/search-entries';
import { defineStory } from '../../story';

/** The palette around it, which lays it out. */
const Host: FunctionalComponent<{ found: FoundEntry }> = ({ found }) =>
  h('div', { class: 'pal gal-pal' }, [
    h('div', { class: ['mi', { 'is-blocked': found.entry.blocked !== null }] }, [h(PaletteLine, { found })]),
  ]);

const entry: PaletteEntry = {
  id: 'a',
  group: 'commands',
  icon: Pause,
  title: 'Pause the view',
  blocked: null,
};
const line = (part: Partial<PaletteEntry>, marks: readonly number[] = []) => ({
  found: { entry: { ...entry, ...part }, marks },
});

export default defineStory(Host, { of: 'app/palette/PaletteLine.vue' }, [
  { name: 'With its key', props: line({ keys: 'Space' }, [0, 5]) },
  {
    name: 'It asks, and is chosen',
    props: line({ title: 'Theme', sub: 'Dark', checked: true, next: () => [] }),
  },
  { name: 'It cannot be done', props: line({ title: 'Stop the hub', blocked: 'The hub is off' }) },
  {
    name: 'A source with its rate',
    props: line({ icon: Cable, title: 'orders', sub: 'eu.shop.example.com', end: '18.4 /s' }),
  },
  {
    name: 'Long',
    props: line({
      icon: Cable,
      title: 'Only https://eu-west.staging.example.com/v2/tenants/42/streams/orders-and-invoices',
      sub: 'of a long explanation that goes on and on',
      keys: 'Ctrl Shift P',
    }),
  },
]);

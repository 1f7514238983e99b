import { Pin, Play, RotateCw, Trash2 } from '@lucide/vue';
import { h, type FunctionalComponent } from 'vue';
import StateGlyph from '@/ui/StateGlyph.vue';
import { defineStory } from '../../story';

interface Look {
  /** Added to the class of each button. */
  readonly look?: string;
  readonly disabled?: boolean;
  readonly loading?: boolean;
}
const Buttons: FunctionalComponent<Look> = ({ look = '', disabled = false, loading = false }) => [
  h('button', { class: `btn btn-primary ${look}`, disabled }, [
    loading ? h(StateGlyph, { state: 'conn' }) : h(Play, { class: 'ic' }),
    loading ? 'Starting' : 'Start',
  ]),
  ' ',
  h('button', { class: `btn ${look}`, disabled }, [
    loading ? h(StateGlyph, { state: 'conn' }) : h(RotateCw, { class: 'ic' }),
    loading ? 'Reconnecting' : 'Reconnect',
  ]),
  ' ',
  h('button', { class: `btn btn-ghost ${look}`, disabled }, 'Cancel'),
  ' ',
  h('button', { class: `btn btn-danger ${look}`, disabled }, [h(Trash2, { class: 'ic' }), 'Remove']),
  ' ',
  h('button', { class: `btn btn-danger-fill ${look}`, disabled }, 'Remove source'),
  ' ',
  h('button', { class: `btn btn-sm ${look}`, disabled }, '24'),
  ' ',
  h('button', { class: `btn btn-lg ${look}`, disabled }, '36'),
  ' ',
  h('button', { class: `ib ${look}`, disabled, 'aria-label': 'Pin' }, h(Pin, { class: 'ic' })),
  ' ',
  h('button', { class: `ib is-on ${look}`, disabled, 'aria-label': 'Unpin' }, h(Pin, { class: 'ic' })),
  ' ',
  h('button', { class: `ib ib-sm ${look}`, disabled, 'aria-label': 'Pin' }, h(Pin, { class: 'ic' })),
  ' ',
  h('button', { class: `ib ib-xs ${look}`, disabled, 'aria-label': 'Pin' }, h(Pin, { class: 'ic' })),
];

export default defineStory(Buttons, { of: 'css', width: 900 }, [
  { name: 'Rest', props: {} },
  { name: 'Hover', props: { look: 'is-hover' } },
  { name: 'Pressed', props: { look: 'is-pressed' } },
  { name: 'Disabled', props: { disabled: true } },
  { name: 'Loading', props: { loading: true } },
  {
    name: 'Focus',
    props: {},
    act: (root) => root.querySelector('button')?.focus({ focusVisible: true } as FocusOptions),
  },
]);

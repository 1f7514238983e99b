import { Search } from '@lucide/vue';
import { h, type FunctionalComponent } from 'vue';
import { defineStory } from '../../story';

interface Look {
  readonly look?: string;
  readonly value?: string;
  readonly disabled?: boolean;
  readonly readonly?: boolean;
  readonly wrong?: string;
}
const Fields: FunctionalComponent<Look> = ({ look = '', value = '', disabled, readonly, wrong }) => [
  h('input', {
    class: `in ${look}`,
    value,
    disabled,
    readonly,
    placeholder: 'https://',
    'aria-label': 'Address',
    'aria-invalid': wrong !== undefined,
  }),
  wrong === undefined ? null : h('p', { class: 'hint is-err' }, wrong),
  h('div', { class: `in mono ${look}`, style: 'margin-top: 8px' }, [
    h(Search, { class: 'ic' }),
    h('input', { class: 'mono', value, disabled, readonly, placeholder: 'Search', 'aria-label': 'Search' }),
  ]),
];

export default defineStory(Fields, { of: 'css', width: 260 }, [
  { name: 'Rest', props: {} },
  { name: 'Filled', props: { value: 'notify.example.com' } },
  { name: 'Focus', props: { value: 'notify', look: 'is-focus' } },
  {
    name: 'Invalid',
    props: { value: 'htp://orders', look: 'is-invalid', wrong: 'Start with http, https, ws or wss.' },
  },
  { name: 'Disabled', props: { value: 'notify', look: 'is-disabled', disabled: true } },
  { name: 'Read-only', props: { value: 'notify', readonly: true } },
]);

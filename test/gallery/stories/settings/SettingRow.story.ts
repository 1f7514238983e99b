import { h } from 'vue';
import { DEFAULT_SETTINGS } from '@shared/settings';
import SgSwitch from '@/ui/SgSwitch.vue';
import SettingRow from '@/views/settings/SettingRow.vue';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

const slots = { default: () => h(SgSwitch, { label: 'Blink', modelValue: true }) };

export default defineStory(SettingRow, { of: 'views/settings/SettingRow.vue', width: 620, within: 'setb' }, [
  { name: 'As usual', props: { row: 'blink' }, slots },
  {
    name: 'Changed: there is a way back',
    props: { row: 'blink' },
    slots,
    stores: () => give({ settings: { ...DEFAULT_SETTINGS, blink: false } }),
  },
  {
    name: 'Not saved',
    props: {
      row: 'blink',
      problem: 'settings.json cannot be written: the disk is full. Make room on it, and set this again.',
    },
    slots,
  },
  {
    name: 'With more below, and nothing to set',
    props: { row: 'dataPath', help: 'Sources, settings and the history are here.' },
    slots: { more: () => h('p', { class: 'mono set-path' }, `/home/ada/${'very-long-folder/'.repeat(8)}`) },
  },
]);

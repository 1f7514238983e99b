import { FAULT_ROWS } from '@/views/server/fault-rows';
import FaultRow from '@/views/server/FaultRow.vue';
import { typed } from '../../acts';
import { defineStory } from '../../story';

const of = (name: string) => FAULT_ROWS.find((row) => row.name === name)!;
const delay = { row: of('delay'), values: { ms: 250, jitterMs: 100 }, disabled: false };

export default defineStory(FaultRow, { of: 'views/server/FaultRow.vue', width: 360, within: 'v-serv' }, [
  { name: 'On', props: { ...delay, on: true } },
  { name: 'Off', props: { ...delay, on: false } },
  { name: 'Disabled', props: { ...delay, on: true, disabled: true } },
  { name: 'A number that cannot be', props: { ...delay, on: true }, act: typed('input', '9999999', true) },
  ...FAULT_ROWS.filter(({ name }) => name !== 'delay').map((row) => ({
    name: row.name,
    props: {
      row,
      on: row.name === 'buffer',
      values: Object.fromEntries(row.numbers.map(({ key, least }) => [key, Math.max(least, 16)])),
      disabled: false,
    },
  })),
]);

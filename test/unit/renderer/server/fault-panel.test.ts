import { enableAutoUnmount, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { faultsSchema, NO_FAULTS, type Faults } from '@shared/hub';
import FaultPanel from '@/views/server/FaultPanel.vue';
import { FAULT_ROWS, faultNumber, onlyFaults, withFault } from '@/views/server/fault-rows';

enableAutoUnmount(afterEach);

const panel = (faults: Faults = NO_FAULTS): VueWrapper =>
  mount(FaultPanel, { props: { faults, running: true, busy: false, problem: null } });
const lastSet = (wrapper: VueWrapper): Faults => (wrapper.emitted('set')?.at(-1) as [Faults])[0];
const field = (wrapper: VueWrapper, label: string): ReturnType<VueWrapper['get']> =>
  wrapper.get(`input[aria-label="${label}"]`);

describe('the fault panel', () => {
  it('has every fault of the hub, and every number that it takes', () => {
    expect(FAULT_ROWS.map(({ name }) => name).sort()).toEqual(Object.keys(NO_FAULTS).sort());
    for (const { name, numbers } of FAULT_ROWS) {
      const keys = Object.keys(NO_FAULTS[name]).filter((key) => key !== 'on');
      expect(numbers.map(({ key }) => key).sort()).toEqual(keys.sort());
    }
  });

  it('offers no number that the hub would refuse', () => {
    for (const { name, numbers } of FAULT_ROWS)
      for (const { key, least, most } of numbers) {
        for (const value of [least, most])
          expect(v.safeParse(faultsSchema, withFault(NO_FAULTS, name, { [key]: value })).success).toBe(true);
        for (const value of [least - 1, most + 1])
          expect(v.safeParse(faultsSchema, withFault(NO_FAULTS, name, { [key]: value })).success).toBe(false);
      }
  });

  it('switches one fault on and leaves the others as they are', async () => {
    const wrapper = panel(withFault(NO_FAULTS, 'stall', { on: true }));
    await wrapper.get('[role="switch"][aria-label="Split frames"]').trigger('click');
    expect(lastSet(wrapper)).toEqual({
      ...NO_FAULTS,
      stall: { on: true },
      split: { on: true },
    });
  });

  it('says how many are on, marks them, and clears them with their numbers kept', async () => {
    const on = withFault(withFault(NO_FAULTS, 'delay', { on: true, ms: 700 }), 'drop', { on: true });
    const wrapper = panel(on);
    expect(wrapper.get('.panel-h').text()).toContain('2 on');
    expect(wrapper.findAll('.flt.is-on')).toHaveLength(2);
    await wrapper.get('.panel-h button').trigger('click');
    expect(lastSet(wrapper)).toEqual(withFault(NO_FAULTS, 'delay', { ms: 700 }));
  });

  it('takes a number over when the field is left, once', async () => {
    const wrapper = panel();
    const input = field(wrapper, 'Delay every event: Delay, ms');
    await input.setValue('1,500');
    await input.trigger('keydown', { key: 'Enter' });
    await input.trigger('change');
    expect(wrapper.emitted('set')).toHaveLength(1);
    expect(faultNumber(lastSet(wrapper), 'delay', 'ms')).toBe(1_500);
  });

  it('says in a sentence what is wrong with a number, and sends nothing', async () => {
    const wrapper = panel();
    const input = field(wrapper, 'Answer 503: Requests answered 503, %');
    await input.setValue('101');
    await input.trigger('change');
    expect(wrapper.emitted('set')).toBeUndefined();
    const sentence = wrapper.get('[role="alert"]');
    expect(sentence.text()).toBe('Enter a number from 0 to 100.');
    expect(input.attributes()).toMatchObject({
      'aria-invalid': 'true',
      'aria-describedby': sentence.attributes('id'),
    });
    await input.trigger('keydown', { key: 'Escape' });
    expect(wrapper.find('[role="alert"]').exists()).toBe(false);
  });

  it('drops every connection by a button of its own', async () => {
    const wrapper = panel();
    await wrapper.get('button[aria-label="Drop every connection now"]').trigger('click');
    expect(wrapper.emitted('drop-now')).toHaveLength(1);
    await wrapper.setProps({ running: false });
    expect(
      wrapper.get('button[aria-label="Drop every connection now"]').attributes('disabled'),
    ).toBeDefined();
  });
});

it('gives one client the faults that are meant for it, with the numbers of the panel', () => {
  const panelFaults = withFault(NO_FAULTS, 'delay', { on: true, ms: 900 });
  const made = onlyFaults(panelFaults, new Set(['corrupt']));
  expect(made.delay).toMatchObject({ on: false, ms: 900 });
  expect(made.corrupt.on).toBe(true);
});

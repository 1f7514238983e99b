import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { describe, expect, it, vi } from 'vitest';
import type { Publication } from '@shared/hub';
import { StreamgaugeError } from '@shared/errors';
import PublishComposer from '@/views/server/PublishComposer.vue';

type Publish = (publication: Publication) => Promise<{ id: string; clients: number }>;
const composer = (publish: Publish, running = true): VueWrapper =>
  mount(PublishComposer, { props: { running, channels: ['orders/eu'], clock: 'utc', publish } });
const sendByKey = async (wrapper: VueWrapper): Promise<void> => {
  await wrapper.get('textarea').trigger('keydown', { key: 'Enter', ctrlKey: true });
  await flushPromises();
};

describe('the composer', () => {
  it('publishes by Ctrl Enter from the data field and tells what became of it', async () => {
    const publish = vi.fn<Publish>().mockResolvedValue({ id: 'k3x9.1050', clients: 3 });
    const wrapper = composer(publish);
    await wrapper.get('textarea').setValue('hello');
    await sendByKey(wrapper);
    expect(publish).toHaveBeenCalledWith(expect.objectContaining({ data: 'hello' }));
    expect(wrapper.text()).toContain('Published as k3x9.1050, to 3 clients.');
  });

  it('sends nothing that cannot be published, and says what is wrong', async () => {
    const publish = vi.fn<Publish>();
    const wrapper = composer(publish);
    await wrapper.get('input').setValue('bad name');
    expect(wrapper.text()).not.toContain('forbidden');
    await sendByKey(wrapper);
    expect(publish).not.toHaveBeenCalled();
    expect(wrapper.text()).toContain('forbidden character');
    expect(wrapper.get('input').attributes('aria-invalid')).toBe('true');
  });

  it('shows a refusal of the hub in place, with what to do', async () => {
    const refused = new StreamgaugeError('too-big', 'The event is larger than 1 MiB.', {
      hint: 'Send less.',
    });
    const wrapper = composer(() => Promise.reject(refused));
    await sendByKey(wrapper);
    expect(wrapper.text()).toContain('The event is larger than 1 MiB. Send less.');
  });

  it('offers to start the hub instead of publishing to nobody', async () => {
    const publish = vi.fn<Publish>();
    const wrapper = composer(publish, false);
    await sendByKey(wrapper);
    expect(publish).not.toHaveBeenCalled();
    await wrapper.get('.pub-f button').trigger('click');
    expect(wrapper.emitted('start')).toHaveLength(1);
  });
});

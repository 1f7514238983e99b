import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Publication } from '@shared/hub';
import { StreamgaugeError } from '@shared/errors';
import PublishComposer from '@/views/server/PublishComposer.vue';

// Where the editor cannot be loaded, its plain text field stays: that is what is driven here.
vi.mock('@/views/server/json-editor', () => ({ openJsonEditor: null }));
enableAutoUnmount(afterEach);

type Publish = (publication: Publication) => Promise<{ id: string | null; clients: number }>;
const composer = (publish: Publish, running = true): VueWrapper =>
  mount(PublishComposer, {
    props: { running, channels: ['orders/eu'], clients: 4, clock: 'utc', publish },
  });
const sendByKey = async (wrapper: VueWrapper): Promise<void> => {
  await wrapper.get('textarea').trigger('keydown', { key: 'Enter', ctrlKey: true });
  await flushPromises();
};
const press = async (wrapper: VueWrapper, name: string): Promise<void> => {
  await wrapper
    .findAll('button')
    .find((button) => (button.attributes('aria-label') ?? button.text()).startsWith(name))!
    .trigger('click');
  await flushPromises();
};

describe('the composer', () => {
  it('publishes by Ctrl Enter from the data field and tells what became of it', async () => {
    const publish = vi.fn<Publish>().mockResolvedValue({ id: 'k3x9.1050', clients: 3 });
    const wrapper = composer(publish);
    await wrapper.get('textarea').setValue('hello');
    await sendByKey(wrapper);
    expect(publish).toHaveBeenCalledTimes(1);
    expect(publish).toHaveBeenCalledWith(expect.objectContaining({ data: 'hello', priority: 'high' }));
    expect(wrapper.text()).toMatch(/Last: id k3x9\.1050 at [\d:]{8}, to 3 of 4 clients in \d+ ms\.$/u);
  });

  it('publishes the last one again, with an id of its own', async () => {
    const publish = vi.fn<Publish>().mockResolvedValue({ id: 'mine', clients: 3 });
    const wrapper = composer(publish);
    await wrapper.get('input[placeholder="the next one"]').setValue('mine');
    await sendByKey(wrapper);
    await wrapper.get('textarea').setValue('not sent yet');
    await press(wrapper, 'Repeat');
    const [[first], [again]] = publish.mock.calls as [[Publication], [Publication]];
    expect(first.id).toBe('mine');
    expect(again).toEqual({ ...first, id: undefined });
  });

  it('has nothing to repeat before anything was published', () => {
    const repeat = composer(vi.fn<Publish>())
      .findAll('button')
      .find((button) => button.attributes('aria-label') === 'Repeat')!;
    expect(repeat.attributes('disabled')).toBeDefined();
  });

  it('says so when the id is still to come from other hubs', async () => {
    const wrapper = composer(vi.fn<Publish>().mockResolvedValue({ id: null, clients: 1 }));
    await sendByKey(wrapper);
    expect(wrapper.text()).toContain('Its id comes from the hubs together.');
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

  it('says while typing where the JSON is wrong', async () => {
    const wrapper = composer(vi.fn<Publish>());
    expect(wrapper.get('.pub-v').text()).toMatch(/^Valid JSON, \d+ B$/u);
    await wrapper.get('textarea').setValue('{\n  "a": 1\n  "b": 2\n}');
    expect(wrapper.get('.pub-v').text()).toContain('Line 3, column 3: a comma or } is missing.');
  });

  it('names users in a part that is folded away until it is wanted', async () => {
    const publish = vi.fn<Publish>().mockResolvedValue({ id: '1', clients: 1 });
    const wrapper = composer(publish);
    expect(wrapper.text()).not.toContain('To users');
    await press(wrapper, 'Audience');
    await wrapper.get('input[placeholder^="everybody"]').setValue('42, 77');
    await sendByKey(wrapper);
    expect(publish).toHaveBeenCalledWith(expect.objectContaining({ to: { userIds: ['42', '77'] } }));
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
    await press(wrapper, 'Start the hub');
    expect(wrapper.emitted('start')).toHaveLength(1);
  });
});

import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import EventFacts from '@/views/stream/inspector/EventFacts.vue';

enableAutoUnmount(afterEach);

const AT = Date.UTC(2026, 10, 21, 14, 32, 7, 481);
const facts = (more: object = {}): string[] => {
  const props = {
    kind: 'event',
    receivedAt: AT,
    eventTime: null,
    size: 479,
    lastEventId: '1045',
    clock: 'utc',
    resumable: true,
    ...more,
  };
  const wrapper = mount(EventFacts, { props: props as InstanceType<typeof EventFacts>['$props'] });
  const values = wrapper.findAll('dd').map((each) => each.text());
  return wrapper.findAll('dt').map((each, i) => `${each.text()}: ${values[i]}`);
};

describe('the facts of an event', () => {
  it('say when it happened, when it came, and what lies between', () => {
    expect(facts({ eventTime: AT - 79 })).toEqual([
      'Happened: 2026-11-21 14:32:07.402',
      'Received: 2026-11-21 14:32:07.481',
      'Lag: 79 ms',
      'Frame: 479 B',
      'Last event id: 1045Resume from here',
    ]);
  });

  it('say that the clock of the sender is ahead rather than a lag below nothing', () => {
    expect(facts({ eventTime: AT + 3_200 })).toContain('Lag: 3.2 s ahead of this clock');
  });

  it('leave out what the payload does not say, and what a sent message has none of', () => {
    expect(facts()).not.toContainEqual(expect.stringContaining('Happened'));
    expect(facts({ kind: 'sent', resumable: false })).toEqual([
      'Sent: 2026-11-21 14:32:07.481',
      'Message: 479 B',
    ]);
  });
});

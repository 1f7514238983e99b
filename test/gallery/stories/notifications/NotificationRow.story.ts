import { h } from 'vue';
import NotificationRow from '@/views/notifications/NotificationRow.vue';
import { defineStory } from '../../story';
import { notifications } from '../../../support/stand-in/scenario';

const items = notifications();
const row = (at: number, repeats = 1, unread = 0) => ({
  key: String(at),
  latest: items[at]!,
  items: Array.from({ length: repeats }, () => items[at]!),
  unread,
  pinned: at === 2,
});
const shown = { current: false, sourceName: 'notify', clock: 'utc' } as const;

export default defineStory(
  NotificationRow,
  { of: 'views/notifications/NotificationRow.vue', width: 680, within: 'v-notif' },
  [
    { name: 'Read', props: { ...shown, row: row(1), open: false } },
    { name: 'Unread', props: { ...shown, row: row(0, 1, 1), open: false } },
    { name: 'Repeated', props: { ...shown, row: row(2, 4, 2), open: false } },
    {
      name: 'Open',
      props: { ...shown, row: row(3), open: true },
      slots: { default: () => h('p', { class: 'nt-body' }, items[3]!.body) },
    },
  ],
);

import { h } from 'vue';
import InboxGroupList from '@/views/notifications/InboxGroupList.vue';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';
import { notifications } from '../../../support/stand-in/scenario';

const items = notifications();
const rows = items.slice(0, 4).map((latest, at) => ({
  key: String(at),
  latest: at === 3 ? { ...latest, title: HOSTILE, body: HOSTILE, channel: HOSTILE } : latest,
  items: at === 1 ? [latest, latest, latest] : [latest],
  unread: latest.read ? 0 : 1,
  pinned: at === 2,
}));
const shown = { tabStop: '0', clock: 'utc', sourceName: () => 'notify' } as const;

export default defineStory(
  InboxGroupList,
  { of: 'views/notifications/InboxGroupList.vue', width: 680, within: 'v-notif' },
  [
    {
      name: 'By level, one open',
      props: {
        ...shown,
        openKey: '1',
        group: { key: 'error', title: 'Errors', level: 'error', rows, count: 6 },
      },
      slots: { default: () => h('p', { class: 'nt-body' }, items[1]!.body) },
    },
    {
      name: 'By age',
      props: {
        ...shown,
        openKey: null,
        group: { key: 'hour', title: 'The last hour', level: null, rows: rows.slice(0, 2), count: 4 },
      },
    },
  ],
);

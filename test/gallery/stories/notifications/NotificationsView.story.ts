import NotificationsView from '@/views/notifications/NotificationsView.vue';
import { acts, pressed, typed } from '../../acts';
import { madeDetail } from '../../made-events';
import { defineStory } from '../../story';
import { until } from '../../until';
import { answer, give } from '../../with-stores';
import { notifications, sources } from '../../../support/stand-in/scenario';

function fill(items = notifications()): void {
  answer({
    'events.detail': (seq) => madeDetail({ seq, data: '{"status":502,"attempts":3}' }),
    'inbox.markRead': () => [],
  });
  const unread = items.filter(({ read }) => !read).length;
  give({ sources: sources(), inbox: { items, unread, dropped: items.length === 0 ? 0 : 214, muted: 0 } });
}

export default defineStory(
  NotificationsView,
  { of: 'views/notifications/NotificationsView.vue', width: 960, within: 'gal-view' },
  [
    {
      name: 'One is open',
      props: {},
      stores: () => fill(),
      act: acts(pressed('[data-row]'), (root) => until(() => root.querySelector('.code'))),
    },
    {
      name: 'Nothing matches',
      props: {},
      stores: () => fill(),
      act: acts(typed('input', 'no such thing'), (root) => until(() => root.querySelector('.blank'))),
    },
    { name: 'Empty', props: {}, stores: () => fill([]) },
  ],
);

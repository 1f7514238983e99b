import type { GlyphState } from '@/ui/StateGlyph.vue';
import InboxNav from '@/views/notifications/InboxNav.vue';
import type { InboxFilter } from '@/views/notifications/inbox-filter';
import { countInbox } from '@/views/notifications/inbox-groups';
import { defineStory } from '../../story';
import { notifications } from '../../../support/stand-in/scenario';

const items = notifications();
const narrowed = (chosen: InboxFilter) => ({
  counts: countInbox(items, chosen),
  total: items.length,
  chosen,
  quiet: false,
});
const names = { sourceName: (id: string) => id, sourceGlyph: (): GlyphState => 'open', isMuted: () => false };

export default defineStory(
  InboxNav,
  { of: 'views/notifications/InboxNav.vue', width: 240, within: 'v-notif' },
  [
    {
      name: 'Errors chosen',
      props: { ...names, ...narrowed([{ kind: 'level', level: 'error' }]) },
    },
    {
      name: 'Unread errors and warnings of one source',
      props: {
        ...names,
        ...narrowed([
          { kind: 'unread' },
          { kind: 'level', level: 'error' },
          { kind: 'level', level: 'warning' },
          { kind: 'source', sourceId: 'notify' },
        ]),
      },
    },
    {
      name: 'Empty, nothing is to disturb',
      props: { ...names, counts: countInbox([]), total: 0, chosen: [], quiet: true },
    },
  ],
);

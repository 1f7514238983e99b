import type { GlyphState } from '@/ui/StateGlyph.vue';
import InboxNav from '@/views/notifications/InboxNav.vue';
import { countInbox } from '@/views/notifications/inbox-groups';
import { defineStory } from '../../story';
import { notifications } from '../../../support/stand-in/scenario';

const names = { sourceName: (id: string) => id, sourceGlyph: (): GlyphState => 'open' };

export default defineStory(
  InboxNav,
  { of: 'views/notifications/InboxNav.vue', width: 240, within: 'v-notif' },
  [
    {
      name: 'Errors chosen',
      props: {
        ...names,
        counts: countInbox(notifications()),
        total: 42,
        unread: 7,
        chosen: { kind: 'level', level: 'error' },
      },
    },
    {
      name: 'Empty',
      props: { ...names, counts: countInbox([]), total: 0, unread: 0, chosen: { kind: 'all' } },
    },
  ],
);

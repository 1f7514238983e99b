import { DEFAULT_SETTINGS } from '@shared/settings';
import { useSeenFields } from '@/stores/seen-fields';
import ColumnsPopover from '@/views/stream/columns/ColumnsPopover.vue';
import '@/views/stream/event-table.css';
import { sources } from '../../../support/stand-in/scenario';
import { HOSTILE } from '../../made-events';
import { seenFields } from '../../seen-fields';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

const columns = [
  ...(['time', 'source', 'type', 'data'] as const).map((column) => ({
    kind: 'event' as const,
    column,
    width: null,
  })),
  { kind: 'field' as const, path: 'order.total', width: 80 },
  { kind: 'field' as const, path: `**["${HOSTILE.slice(0, 40)}"]`, width: null },
];

export default defineStory(
  ColumnsPopover,
  { of: 'views/stream/columns/ColumnsPopover.vue', stage: { width: 420, height: 520 } },
  [
    {
      name: 'Open',
      props: { open: true },
      stores: () => {
        give({ sources: sources(), settings: { ...DEFAULT_SETTINGS, tables: { '': { columns } } } });
        useSeenFields().seen = seenFields;
      },
    },
  ],
);

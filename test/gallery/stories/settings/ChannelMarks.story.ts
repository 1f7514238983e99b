import { MAX_CHANNEL_MARKS } from '@shared/settings';
import ChannelMarks from '@/views/settings/ChannelMarks.vue';
import { sources } from '../../../support/stand-in/scenario';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

const row = { row: 'mutedChannels', empty: 'Mute a channel in the list of channels.' } as const;
const [first, second] = sources().map(({ config }) => config.id);
const stores = (): void => give({ sources: sources() });

export default defineStory(
  ChannelMarks,
  { of: 'views/settings/ChannelMarks.vue', width: 620, within: 'setb' },
  [
    { name: 'None', props: { ...row, marks: [] } },
    {
      name: 'Of one source, of all, of one that is gone',
      stores,
      props: {
        ...row,
        marks: [
          { sourceId: first!, channel: 'logs/api' },
          { sourceId: second!, channel: '' },
          { sourceId: '', channel: 'metrics' },
          { sourceId: 'gone', channel: `tenants/42/${'deeply/nested/'.repeat(10)}\u202eevil` },
        ],
      },
    },
    {
      name: 'Not saved',
      stores,
      props: {
        ...row,
        marks: [{ sourceId: first!, channel: 'logs/api' }],
        problem: `At most ${MAX_CHANNEL_MARKS} channels can be muted.`,
      },
    },
  ],
);

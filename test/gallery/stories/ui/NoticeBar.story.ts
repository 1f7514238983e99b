import NoticeBar from '@/ui/NoticeBar.vue';
import { defineStory } from '../../story';

const notice = (level: 'info' | 'warning' | 'error', message: string, hint: string) => ({
  id: level,
  level,
  code: 'story',
  message,
  hint,
});

export default defineStory(NoticeBar, { of: 'ui/NoticeBar.vue', width: 720 }, [
  {
    name: 'One of each level',
    props: {
      notices: [
        notice('info', 'Secrets are kept for this session only.', 'This system has no keyring.'),
        notice('warning', 'sources.json could not be read.', 'The last good copy is in use.'),
        notice('error', 'The settings could not be written.', 'Free some space on the disk.'),
      ],
    },
  },
  {
    name: 'With something to do',
    props: {
      notices: [
        {
          ...notice('info', 'Streamgauge 0.2.0 is there.', 'This is 0.1.0.'),
          action: 'download-update' as const,
        },
      ],
    },
  },
]);

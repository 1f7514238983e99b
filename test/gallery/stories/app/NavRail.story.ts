import NavRail from '@/app/NavRail.vue';
import { defineStory } from '../../story';

export default defineStory(NavRail, { of: 'app/NavRail.vue', within: 'gal-tall' }, [
  { name: 'At rest', props: { view: 'stream', unread: 0, hubRunning: false } },
  { name: 'Unread, hub on', props: { view: 'connections', unread: 7, hubRunning: true } },
  { name: 'Many unread', props: { view: 'notifications', unread: 312, hubRunning: true } },
]);

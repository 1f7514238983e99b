import StoryCard from '@/views/connections/StoryCard.vue';
import { connectionStory } from '@/views/connections/connection-story';
import { connectionWords } from '@/ui/connection-words';
import { defineStory } from '../../story';
import { STILL_MS } from '../../still';
import { sources } from '../../../support/stand-in/scenario';

export default defineStory(
  StoryCard,
  { of: 'views/connections/StoryCard.vue', width: 640, within: 'v-conn' },
  sources()
    .map((source) => ({
      story: connectionStory(source, STILL_MS),
      glyph: connectionWords(source, STILL_MS).glyph,
    }))
    .filter(({ story }, i, all) => all.findIndex((other) => other.story.tone === story.tone) === i)
    .map((props) => ({ name: props.story.tone, props })),
);

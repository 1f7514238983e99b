import { LEVELS } from '@shared/notification';
import LevelGlyph from '@/ui/LevelGlyph.vue';
import { defineStory } from '../../story';

export default defineStory(
  LevelGlyph,
  { of: 'ui/LevelGlyph.vue' },
  LEVELS.map((level) => ({ name: level, props: { level, label: true } })),
);

import StateGlyph, { type GlyphState } from '@/ui/StateGlyph.vue';
import { defineStory } from '../../story';

const STATES: readonly GlyphState[] = ['open', 'conn', 'fall', 'poll', 'back', 'fail', 'pause', 'off'];

export default defineStory(
  StateGlyph,
  { of: 'ui/StateGlyph.vue' },
  STATES.map((state) => ({ name: state, props: { state } })),
);

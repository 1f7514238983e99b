import { defineComponent, h, onMounted, useTemplateRef, type PropType } from 'vue';
import type { TextPart } from '@shared/stream-text/text-part';
import PartBlock from '@/views/text/PartBlock.vue';
import { pressed } from '../../acts';
import { ANSWER, responseOf, THOUGHTS } from '../../responses';
import { defineStory } from '../../story';

/** A part draws its text when it is told to. */
const Painted = defineComponent({
  props: {
    part: { type: Object as PropType<TextPart>, required: true },
    ofSeveral: { type: Boolean, required: true },
  },
  setup(props) {
    const block = useTemplateRef<InstanceType<typeof PartBlock>>('block');
    onMounted(() => void block.value?.paint());
    return () => h(PartBlock, { ...props, ref: 'block' });
  },
});
const parts = (told: Parameters<typeof responseOf>[0]): TextPart[] => [...responseOf(told).parts];
const CALL = { name: 'tide_at', json: '{"place":"bridge","day":"2026-11-21"}' };

export default defineStory(Painted, { of: 'views/text/PartBlock.vue', width: 344 }, [
  { name: 'Text', props: { part: parts({ text: ANSWER })[0]!, ofSeveral: false } },
  { name: 'One of several', props: { part: parts({ text: 'At 14:52.' })[0]!, ofSeveral: true } },
  { name: 'Thinking', props: { part: parts({ thinking: THOUGHTS })[0]!, ofSeveral: false } },
  {
    name: 'Folded',
    props: { part: parts({ thinking: THOUGHTS })[0]!, ofSeveral: false },
    act: pressed('.tp-fold'),
  },
  { name: 'A call', props: { part: parts({ call: CALL })[0]!, ofSeveral: false } },
  {
    name: 'A long, hostile name',
    props: {
      part: parts({
        call: { name: 'find\u202e_the_tide_at_a_place_of_that_name_in_all_countries', json: '{}' },
      })[0]!,
      ofSeveral: false,
    },
  },
  { name: 'Refused', props: { part: parts({ refusal: 'I cannot say that.' })[0]!, ofSeveral: false } },
]);

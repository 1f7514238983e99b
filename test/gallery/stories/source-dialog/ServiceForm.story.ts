import ServiceForm from '@/app/source-dialog/ServiceForm.vue';
import { SERVICES, usualAnswers } from '@/app/source-dialog/presets';
import { useApp } from '@/stores/app';
import { defineStory } from '../../story';

const plain = { asked: false, problem: null };
const llm = SERVICES.find(({ id }) => id === 'llm')!;

export default defineStory(ServiceForm, { of: 'app/source-dialog/ServiceForm.vue', width: 680 }, [
  ...SERVICES.map((service) => ({
    name: service.id,
    props: { ...plain, service, modelValue: usualAnswers(service) },
  })),
  {
    name: 'Not answered, and no keyring',
    stores: () => {
      useApp().secretsKept = { kept: false, reason: 'This system has no keyring that Streamgauge can use.' };
    },
    props: { service: llm, asked: true, problem: null, modelValue: {} },
  },
]);

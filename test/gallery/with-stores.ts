import { createPinia } from 'pinia';
import {
  createApp,
  defineComponent,
  h,
  onBeforeUnmount,
  onMounted,
  useTemplateRef,
  type PropType,
  type VNode,
} from 'vue';
import { DEFAULT_SETTINGS } from '@shared/settings';
import type { CallArgument, CallName, CallResult, StartState, StreamgaugeBridge } from '@shared/ipc';
import { useCaptures } from '@/stores/captures';
import { useEnvironments } from '@/stores/environments';
import { useHistory } from '@/stores/history';
import { useHub } from '@/stores/hub';
import { useInbox } from '@/stores/inbox';
import { useTransfer } from '@/stores/jobs';
import { useRates } from '@/stores/rates';
import { useRecordings } from '@/stores/recordings';
import { useRules } from '@/stores/rules';
import { useSettings } from '@/stores/settings';
import { useShapes } from '@/stores/shapes';
import { useSources } from '@/stores/sources';
import { MemoryStorage } from './memory-storage';

type Answers = {
  readonly [N in CallName]?: (argument: CallArgument<N>) => CallResult<N> | Promise<CallResult<N>>;
};

const answers = new Map<CallName, (argument: never) => unknown>();

/**
 * What the main process would answer. It is the same for all stories, so that an answer should follow from the argument.
 * What nobody answers stays under way.
 */
export function answer(given: Answers): void {
  for (const [name, value] of Object.entries(given)) answers.set(name as CallName, value);
}

const bridge: StreamgaugeBridge = {
  start: { language: 'en', view: 'stream' },
  async call(name, argument) {
    const known = answers.get(name);
    if (!known) return new Promise(() => undefined);
    const value = (await known(argument as never)) as CallResult<typeof name>;
    return { ok: true, value };
  },
  importDropped: () => new Promise(() => undefined),
  on: () => () => undefined,
};
Object.defineProperty(window, 'streamgauge', { value: bridge, configurable: true });

/** What stores remember: one would hear of what another keeps under the same name. */
let remembered = new MemoryStorage();
Object.defineProperty(window, 'localStorage', { get: () => remembered, configurable: true });

/** Gives stores what they get when a window starts. Times are in UTC. */
export function give(part: Partial<StartState>): void {
  useSettings().take({ ...DEFAULT_SETTINGS, clock: 'utc', ...part.settings });
  if (part.sources) useSources().take(part.sources);
  if (part.environments) useEnvironments().take(part.environments);
  if (part.hub) useHub().take(part.hub);
  if (part.recordings) useRecordings().take(part.recordings);
  if (part.inbox) useInbox().take(part.inbox);
  if (part.rules) useRules().take(part.rules);
  if (part.shapes) useShapes().take(part.shapes);
  if (part.rates) useRates().take(part.rates);
  if (part.history) useHistory().take(part.history);
  if (part.captures) useCaptures().take(part.captures);
  if (part.jobs) useTransfer().take(part.jobs);
}

/** Draws something with stores of its own, which `fill` fills: an application in the page. */
export const WithStores = defineComponent({
  props: {
    fill: { type: Function as PropType<() => void>, default: undefined },
    draw: { type: Function as PropType<() => VNode>, required: true },
  },
  setup({ fill, draw }) {
    const host = useTemplateRef<HTMLElement>('host');
    const app = createApp(draw).use(createPinia());
    onMounted(() => {
      remembered = new MemoryStorage();
      app.runWithContext(() => fill?.());
      app.mount(host.value!);
    });
    onBeforeUnmount(() => app.unmount());
    return () => h('div', { ref: 'host', style: { display: 'contents' } });
  },
});

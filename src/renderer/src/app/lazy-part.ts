import { defineComponent, h, shallowRef, type Component, type ShallowRef, type VNode } from 'vue';
import { StreamgaugeError } from '@shared/errors';
import { t } from '../i18n/i18n';
import { useToasts } from '../stores/toasts';
import PartFailure from './PartFailure.vue';

/** A part of the window that its first script does without: it comes when it is shown, or while nothing else is to do. */
export interface LazyPart<C extends Component = Component> {
  /** Takes the props, events and slots of what it stands for. Draws nothing until that is there. */
  readonly component: C;
  readonly state: Readonly<ShallowRef<'absent' | 'there' | 'failed'>>;
  /** Loads it, unless it is there. Resolves in either case; `state` says which. */
  load(): Promise<void>;
}

type Attributes = Readonly<Record<string, unknown>>;

/** Why a part is not there, in the language of the window. */
export const partMissing = (): StreamgaugeError =>
  new StreamgaugeError('part-missing', t('shell.part.failed'), { hint: t('shell.part.hint') });

/** A part within the window; when it cannot be loaded, a sentence and another try stand in its place. */
export function lazyPart<C extends Component>(load: () => Promise<{ readonly default: C }>): LazyPart<C> {
  return partOf(load, (retry, attrs) => h(PartFailure, { onRetry: retry, class: ['view', attrs['class']] }));
}

/**
 * A part that lies over the window; when it cannot be loaded, a toast says so and it is closed.
 *
 * @param close closes it; a part with a `close` event is closed by that
 */
export function lazyDialog<C extends Component>(
  load: () => Promise<{ readonly default: C }>,
  close?: () => void,
): LazyPart<C> {
  return partOf(
    load,
    () => null,
    (attrs) => {
      useToasts().fail(partMissing());
      if (close) close();
      else if (typeof attrs['onClose'] === 'function') (attrs['onClose'] as () => void)();
    },
  );
}

function partOf<C extends Component>(
  load: () => Promise<{ readonly default: C }>,
  inPlace: (retry: () => void, attrs: Attributes) => VNode | null,
  onFailure: (attrs: Attributes) => void = () => undefined,
): LazyPart<C> {
  const state = shallowRef<'absent' | 'there' | 'failed'>('absent');
  let loaded: C | null = null;
  let loading: Promise<void> | null = null;

  async function bring(): Promise<void> {
    try {
      loaded = (await load()).default;
      state.value = 'there';
    } catch {
      state.value = 'failed';
      loading = null;
    }
  }
  const bringOnce = (): Promise<void> => (loading ??= bring());

  const component = defineComponent({
    inheritAttrs: false,
    setup(_props, { attrs, slots }) {
      // What failed once is tried again each time it is to be shown.
      void bringOnce().then(() => state.value === 'failed' && onFailure(attrs));
      return () => {
        if (state.value === 'there' && loaded) return h(loaded, attrs, slots);
        return state.value === 'failed' ? inPlace(() => void bringOnce(), attrs) : null;
      };
    },
  });
  // Vue has no type for a component that is exactly another one.
  return { component: component as unknown as C, state, load: bringOnce };
}

/** ms after which a part is loaded although the window has not been idle. */
const PATIENCE_MS = 4_000;

/** Loads parts one after the other while the window has nothing else to do, so that showing them never waits. */
export function loadWhenIdle(loads: readonly (() => Promise<unknown>)[]): void {
  const [first, ...others] = loads;
  if (!first) return;
  requestIdleCallback(() => void first().then(() => loadWhenIdle(others)), { timeout: PATIENCE_MS });
}

import type { Component, VNodeChild } from 'vue';
import type { Language } from '@shared/language';

/** What a component takes, also a generic one, which is a function to the type checker. */
type PropsOf<C> = C extends new (...args: never) => { readonly $props: infer P }
  ? P
  : C extends (props: infer P, ...rest: never) => unknown
    ? P
    : Record<string, unknown>;

/** One state that a component can be in. */
export interface StoryState<P> {
  /** In a few words: `Open on a lower rung`. */
  readonly name: string;
  readonly props: P;
  readonly slots?: Readonly<Record<string, () => VNodeChild>>;
  /** Fills its stores, which no other state has: `() => give({ sources: sources() })`. */
  readonly stores?: () => void;
  /** Brings it into its state, once it is drawn: opens a menu, puts the focus somewhere. */
  readonly act?: (root: HTMLElement) => void | Promise<void>;
}

export interface StoryLayout {
  /** Where its file is under src/renderer/src: `ui/SgMenu.vue`. `css` for what is a class and no component. */
  readonly of: string;
  /** Width of each state, px; as wide as its content when left out. */
  readonly width?: number;
  /** Classes of the element around each state, which styles of a view ask for. */
  readonly within?: string;
  /** It lies over the window: it is shown alone, on a stage of this size, in its first state only. */
  readonly stage?: { readonly width: number; readonly height: number };
  /** Where its texts are tight. That of the whole page, so that the story is shown alone. */
  readonly language?: Language;
}

/** A component in all its states, as the gallery shows it. */
export interface Story extends StoryLayout {
  readonly component: Component;
  readonly states: readonly StoryState<Record<string, unknown>>[];
}

/** Tells the gallery about a component. Its props are checked like those in a template. */
export function defineStory<C>(
  component: C,
  layout: StoryLayout,
  states: readonly StoryState<NoInfer<PropsOf<C>>>[],
): Story {
  return { ...layout, component: component as Component, states: states as Story['states'] };
}

import { defineStore } from 'pinia';
import { nextTick, onScopeDispose, shallowReactive, type Component } from 'vue';
import { usePalette } from '../app/palette/palette';
import { loadView } from '../app/views';
import { t } from '../i18n/i18n';
import { useApp } from '../stores/app';
import { useToasts } from '../stores/toasts';
import { factsOf, type ActionId } from './catalogue';

/** One thing that an action can be done with. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly sub?: string;
  readonly icon?: Component;
  /** Chosen now. */
  readonly checked?: boolean;
  /** Why it cannot be done with this one. */
  readonly blocked?: string | null;
  /** Asked after it: the action gets `id` and the id of one of these. */
  readonly then?: () => readonly Choice[];
}

export interface ActionHandler {
  /** `choice`: the ids of what was chosen, when there is something to choose. */
  run(...choice: string[]): unknown;
  /** Why it cannot be done now; null when it can. */
  blocked?(): string | null;
  /** A title that says more than the usual one, such as which of two things it does now. */
  title?(): string;
  /** Said after the title. */
  sub?(): string;
  /** What it can be done with. Asked when it is not known from `usual`. */
  choices?(): readonly Choice[];
  /** The choice that is meant when nobody is asked; null when somebody has to be. */
  usual?(): string | null;
}

export type ActionHandlers = Readonly<Partial<Record<ActionId, ActionHandler>>>;

/** How long a view that has been loaded may take to be on the screen, in turns of the event loop. */
const TURNS = 4;

/** What can be done now, and by whom. */
export const useActions = defineStore('actions', () => {
  const app = useApp();
  const toasts = useToasts();
  /** The one that came last does it. */
  const handlers = shallowReactive(new Map<ActionId, readonly ActionHandler[]>());

  /** Takes on who can do some of the actions; the answer takes them off again. */
  function add(added: ActionHandlers): () => void {
    const entries = Object.entries(added) as [ActionId, ActionHandler][];
    for (const [id, handler] of entries) handlers.set(id, [...(handlers.get(id) ?? []), handler]);
    return () => {
      for (const [id, handler] of entries) {
        const left = (handlers.get(id) ?? []).filter((one) => one !== handler);
        if (left.length > 0) handlers.set(id, left);
        else handlers.delete(id);
      }
    };
  }
  const handlerOf = (id: ActionId): ActionHandler | undefined => handlers.get(id)?.at(-1);

  /** Whether it can be asked for: somebody can do it, or can after its view is shown. */
  const isKnown = (id: ActionId): boolean => handlers.has(id) || waits(id);
  const waits = (id: ActionId): boolean => {
    const { view } = factsOf(id);
    return view !== undefined && view !== app.view;
  };
  /** Why it cannot be done now; null when it can. */
  function blocked(id: ActionId): string | null {
    const handler = handlerOf(id);
    if (handler) return handler.blocked?.() ?? null;
    return waits(id) ? null : t('palette.blocked.elsewhere');
  }
  const title = (id: ActionId): string => handlerOf(id)?.title?.() ?? t(`palette.action.${id}`);

  /**
   * Does it, in the view it belongs to. What keeps it from being done, and what goes wrong, becomes a toast.
   * @param choice what with, when there is something to choose; without one that is usual, the palette asks
   * @returns false when it was not done
   */
  async function run(id: ActionId, ...choice: string[]): Promise<boolean> {
    const { view } = factsOf(id);
    if (view !== undefined) {
      app.view = view;
      await loadView(view);
    }
    for (let turn = 0; turn < TURNS && !handlers.has(id); turn++) await nextTick();
    const handler = handlerOf(id);
    const why = handler ? (handler.blocked?.() ?? null) : t('palette.blocked.elsewhere');
    if (!handler || why !== null) {
      toasts.show({ level: 'info', title: why ?? t('palette.blocked.elsewhere'), stayMs: 4_000 });
      return false;
    }
    const asks = choice.length === 0 && handler.choices !== undefined;
    const usual = asks ? (handler.usual?.() ?? null) : null;
    if (asks && usual === null) {
      usePalette().ask(id);
      return false;
    }
    try {
      await handler.run(...(usual === null ? choice : [usual]));
      return true;
    } catch (error) {
      toasts.fail(error);
      return false;
    }
  }

  return { add, handlerOf, isKnown, blocked, title, run };
});

/** Says that the caller does these actions for as long as its component (or scope) lives. */
export function useActionHandlers(handlers: ActionHandlers): void {
  onScopeDispose(useActions().add(handlers));
}

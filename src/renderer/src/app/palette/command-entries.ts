import { ACTION_IDS, factsOf, type ActionId } from '../../actions/catalogue';
import { useActions, type Choice } from '../../actions/actions';
import { useKeyBindings } from '../../actions/key-bindings';
import { t, type MessageKey } from '../../i18n/i18n';
import { visibleExcerpt } from '../../ui/visible-text';
import { actionIcon } from './action-icons';
import type { PaletteEntry } from './palette-entry';

/** Longest name in a line, UTF-16 code units. */
const LONGEST = 80;

/** After these there is something else to do than to choose another command. */
const LEAVES = new Set<ActionId>([
  'query.focus',
  'query.save',
  'source.add',
  'source.edit',
  'source.remove',
  'capture.open',
  'history.export',
  'window.new',
  'window.clone',
  'window.close',
  'shortcuts.show',
]);

/** Every action as a line of the palette; those of sources once more for each source. */
export function commandEntries(): PaletteEntry[] {
  const ids = ACTION_IDS.filter((id) => factsOf(id).palette !== false);
  return ids.flatMap((id) => (isKnown(id) ? [entryOf(id), ...entriesOfEach(id)] : []));
}

/** What can be done with one source. */
export function commandsOfSource(sourceId: string): PaletteEntry[] {
  return ACTION_IDS.filter(isOfSource).flatMap((id) =>
    entriesOfEach(id)
      .filter((entry) => entry.id === `${id} ${sourceId}`)
      .map(({ about: _about, ...entry }) => entry),
  );
}

const isKnown = (id: ActionId): boolean => useActions().isKnown(id);
const isOfSource = (id: ActionId): id is SourceAction => id in OF_SOURCE;

/** Actions that name the source they are done with. */
const OF_SOURCE = {
  'source.reconnect': 'palette.of.reconnect',
  'source.pause': 'palette.of.pause',
  'source.resume': 'palette.of.resume',
  'source.only': 'palette.of.only',
  'source.connection': 'palette.of.connection',
  'source.switch': 'palette.of.switch',
  'source.edit': 'palette.of.edit',
  'source.copy-address': 'palette.of.copy-address',
  'source.copy-curl': 'palette.of.copy-curl',
  'source.copy-javascript': 'palette.of.copy-javascript',
  'source.copy-python': 'palette.of.copy-python',
  'source.remove': 'palette.of.remove',
} as const satisfies Partial<Record<ActionId, MessageKey>>;
type SourceAction = keyof typeof OF_SOURCE;

function entryOf(id: ActionId): PaletteEntry {
  const actions = useActions();
  const handler = actions.handlerOf(id);
  const keys = useKeyBindings().hint(id);
  const usual = handler?.usual?.() ?? null;
  const chosen = usual === null ? undefined : handler?.choices?.().find((choice) => choice.id === usual);
  const asks = handler?.choices !== undefined && !chosen;
  return {
    id,
    group: 'commands',
    icon: actionIcon(id),
    title:
      chosen && isOfSource(id) ? titleOf(id, chosen) : asks ? `${actions.title(id)}…` : actions.title(id),
    sub: chosen?.sub ?? handler?.sub?.() ?? '',
    ...(chosen && { also: t(`palette.action.${id}`) }),
    ...(keys !== undefined && { keys }),
    blocked: actions.blocked(id) ?? chosen?.blocked ?? null,
    stays: !LEAVES.has(id),
    ...(asks ? { next: () => choiceEntries(id, handler.choices!()) } : { run: () => actions.run(id) }),
  };
}

/** One line for each source, for who names it. */
function entriesOfEach(id: ActionId): PaletteEntry[] {
  if (!isOfSource(id)) return [];
  const handler = useActions().handlerOf(id);
  if (!handler || (handler.blocked?.() ?? null) !== null) return [];
  const choices = handler.choices?.() ?? [];
  return choiceEntries(id, choices).map((entry, i) => {
    const choice = choices[i]!;
    const title = titleOf(id, choice);
    const name = visibleExcerpt(choice.title, LONGEST);
    const from = title.indexOf(name);
    return { ...entry, title, about: [from, from + name.length] as const };
  });
}

const titleOf = (id: SourceAction, choice: Choice): string =>
  t(OF_SOURCE[id], { name: visibleExcerpt(choice.title, LONGEST) });

/** The lines of a question: what an action can be done with. */
function choiceEntries(
  id: ActionId,
  choices: readonly Choice[],
  before: readonly string[] = [],
): PaletteEntry[] {
  const actions = useActions();
  return choices.map((choice) => {
    const path = [...before, choice.id];
    return {
      id: [id, ...path].join(' '),
      group: 'commands',
      icon: choice.icon ?? actionIcon(id),
      title: visibleExcerpt(choice.title, LONGEST),
      sub: choice.sub ?? '',
      checked: choice.checked ?? false,
      blocked: choice.blocked ?? null,
      stays: !LEAVES.has(id),
      ...(choice.then
        ? { next: () => choiceEntries(id, choice.then!(), path) }
        : { run: () => actions.run(id, ...path) }),
    };
  });
}

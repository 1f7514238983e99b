import { StreamgaugeError } from '@shared/errors';
import type { RuleDraft } from '@shared/rule';
import type { AttachedSchemaDraft, ShapeFinding } from '@shared/shape';
import type { SourceSnapshot } from '@shared/source';
import { t } from '../../../i18n/i18n';
import { useApp } from '../../../stores/app';
import { useFeed } from '../../../stores/feed';
import { useRuleEditing } from '../../../stores/rule-editing';
import { useShapes } from '../../../stores/shapes';
import { useToasts } from '../../../stores/toasts';
import { whole } from '../../../ui/format';
import { visibleExcerpt } from '../../../ui/visible-text';
import { turnWords } from './shape-words';

/** How long what was changed can be taken back from its toast, ms (DESIGN section 6). */
const UNDO_MS = 8_000;
const MOST_OF_NAME = 60;

export interface ShapeActions {
  /** Goes to the newest event that did it. */
  show(finding: ShapeFinding): Promise<void>;
  /** Opens the editor with a rule for findings of this kind. */
  makeRule(finding: ShapeFinding): void;
  /** Shows what broke the schema in the stream. */
  showViolations(): void;
  /** It is right so; a toast leads back, as from all that takes something away. @throws StreamgaugeError as `call` */
  accept(finding: ShapeFinding): Promise<void>;
  /** @throws StreamgaugeError as `call` */
  acceptAll(): Promise<void>;
  /** @throws StreamgaugeError as `call` */
  attach(draft: Omit<AttachedSchemaDraft, 'sourceId'>): Promise<void>;
  /** @throws StreamgaugeError as `call` */
  detach(): Promise<void>;
  /** @throws StreamgaugeError as `call` */
  copyTypes(): Promise<void>;
  /** @throws StreamgaugeError as `call` */
  saveTypes(): Promise<void>;
  /** @param type null for all. @throws StreamgaugeError as `call` */
  forget(type: string | null): Promise<void>;
}

/** What can be done about the shapes of a source. */
export function useShapeActions(source: () => SourceSnapshot): ShapeActions {
  const app = useApp();
  const feed = useFeed();
  const rules = useRuleEditing();
  const shapes = useShapes();
  const toasts = useToasts();
  const id = (): string => source().config.id;

  async function show({ seq }: ShapeFinding): Promise<void> {
    if (await feed.reveal(seq)) app.view = 'stream';
    else toasts.show({ level: 'warning', title: t('inspector.gone.title') });
  }
  function showViolations(): void {
    feed.setFilter({ sources: [id()], query: 'kind:finding' });
    app.view = 'stream';
  }
  function makeRule({ turn }: ShapeFinding): void {
    rules.create(shapeRule(source(), turn));
  }
  const short = (name: string): string => visibleExcerpt(name, MOST_OF_NAME);
  /** Says what was changed, and how to take that back. The source may be another one by then. */
  function offer(
    sourceId: string,
    token: number,
    said: { title: string; body?: string },
    back: string,
  ): void {
    toasts.show({
      level: 'info',
      ...said,
      stayMs: UNDO_MS,
      action: { label: t('common.undo'), run: () => void undo(sourceId, token, back) },
    });
  }
  async function undo(sourceId: string, token: number, back: string): Promise<void> {
    try {
      if (!(await shapes.undo(sourceId, token))) {
        throw new StreamgaugeError('undo-too-late', t('connections.shape.undo.tooLate'));
      }
      toasts.show({ level: 'success', title: back, stayMs: 2_500 });
    } catch (error) {
      toasts.fail(error);
    }
  }

  async function accept(finding: ShapeFinding): Promise<void> {
    const sourceId = id();
    const type = short(finding.type);
    const token = await shapes.accept(sourceId, finding.id);
    const title = t('connections.shape.finding.accepted', { type });
    offer(sourceId, token, { title }, t('connections.shape.undo.found', { type }));
  }
  async function acceptAll(): Promise<void> {
    const sourceId = id();
    const count = shapes.knownOf(sourceId)?.findings.length ?? 0;
    const token = await shapes.accept(sourceId, null);
    const title = t('connections.shape.finding.acceptedAll', { n: whole(count) }, count);
    offer(sourceId, token, { title }, t('connections.shape.undo.foundAll', { n: whole(count) }, count));
  }
  async function attach(draft: Omit<AttachedSchemaDraft, 'sourceId'>): Promise<void> {
    const sourceId = id();
    const before = shapes.knownOf(sourceId)?.schema?.name ?? '';
    const token = await shapes.attach({ ...draft, sourceId });
    if (token === null) return;
    const words = { name: short(draft.name), before: short(before) };
    const title = t('connections.shape.schema.replaced', words);
    offer(sourceId, token, { title }, t('connections.shape.undo.attached', { name: words.before }));
  }
  async function detach(): Promise<void> {
    const sourceId = id();
    const detached = await shapes.detach(sourceId);
    if (!detached) return;
    const name = short(detached.name);
    const title = t('connections.shape.schema.detached', { name });
    offer(sourceId, detached.token, { title }, t('connections.shape.undo.attached', { name }));
  }
  async function forget(type: string | null): Promise<void> {
    const { config } = source();
    const name = short(type ?? config.name);
    const token = await shapes.forget(config.id, type);
    const key = type === null ? 'connections.shape.forget.done' : 'connections.shape.forget.doneType';
    const said = { title: t(key, { name }), body: t('connections.shape.forget.means') };
    offer(config.id, token, said, t('connections.shape.undo.learnt', { name }));
  }
  async function copyTypes(): Promise<void> {
    await app.copy(await shapes.typescript(id()));
    toasts.show({ level: 'success', title: t('connections.shape.types.copied'), stayMs: 2_500 });
  }
  async function saveTypes(): Promise<void> {
    const name = await shapes.saveTypescript(id(), source().config.name);
    if (name === null) return;
    toasts.show({ level: 'success', title: t('connections.shape.types.saved', { file: name }) });
  }
  return {
    show,
    makeRule,
    showViolations,
    accept,
    acceptAll,
    attach,
    detach,
    copyTypes,
    saveTypes,
    forget,
  };
}

/** A rule that tells of what happens to the shapes of a source. */
function shapeRule({ config }: SourceSnapshot, turn: ShapeFinding['turn']): RuleDraft {
  const name = `${visibleExcerpt(config.name, 40)}: ${turnWords(turn)}`;
  return {
    name: name.slice(0, 80),
    enabled: true,
    when: { kind: 'shape', sources: [config.id], turns: [turn] },
    then: [{ do: 'inbox', level: 'warning', priority: 'normal' }],
    cooldownSeconds: 60,
    groupSeconds: 0,
    always: false,
    secret: null,
  };
}

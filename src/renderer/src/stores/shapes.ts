import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type {
  AttachedSchemaDraft,
  SchemaBreak,
  SchemaDetached,
  ShapesState,
  SourceShapes,
} from '@shared/shape';
import { call } from '../bridge';

export interface SchemaFile {
  readonly name: string;
  readonly text: string;
}

type Counted = ShapesState['sources'][number];
/** What was read of sources is kept of this many, the last ones. */
const MAX_KEPT = 4;

/** Shapes of payloads: how many findings each source has, and all about the sources that are looked at. */
export const useShapes = defineStore('shapes', () => {
  const state = shallowRef<ShapesState>({ sources: [] });
  const bySource = computed(() => new Map(state.value.sources.map((source) => [source.sourceId, source])));
  const countedOf = (sourceId: string): Counted | null => bySource.value.get(sourceId) ?? null;
  const findingsOf = (sourceId: string): number => countedOf(sourceId)?.findings ?? 0;

  function take(value: ShapesState): void {
    state.value = value;
  }

  const kept = shallowRef<ReadonlyMap<string, SourceShapes>>(new Map());
  /** As it was last read; null before that. */
  const knownOf = (sourceId: string): SourceShapes | null => kept.value.get(sourceId) ?? null;
  /** Reads everything that is known of a source. @throws StreamgaugeError as `call` */
  async function read(sourceId: string): Promise<void> {
    const shapes = await call('shapes.of', sourceId);
    const next = new Map(kept.value);
    next.delete(sourceId);
    next.set(sourceId, shapes);
    kept.value = new Map([...next].slice(-MAX_KEPT));
  }

  /**
   * Holds the events of a source against a document, in place of the one before. The answer is a token for `undo` when there
   * was one, null else. @throws StreamgaugeError as `call`
   */
  async function attach(draft: AttachedSchemaDraft): Promise<number | null> {
    const token = await call('shapes.attach', draft);
    await read(draft.sourceId);
    return token;
  }
  /** What was attached; null for nothing. @throws StreamgaugeError as `call` */
  async function detach(sourceId: string): Promise<SchemaDetached | null> {
    const detached = await call('shapes.detach', sourceId);
    await read(sourceId);
    return detached;
  }
  /** The answer is a token for `undo`. @param finding null for all. @throws StreamgaugeError as `call` */
  async function accept(sourceId: string, finding: string | null): Promise<number> {
    const token = await call('shapes.accept', { sourceId, finding });
    await read(sourceId);
    return token;
  }
  /** The answer is a token for `undo`. @param type null for all. @throws StreamgaugeError as `call` */
  async function forget(sourceId: string, type: string | null): Promise<number> {
    const token = await call('shapes.forget', { sourceId, type });
    await read(sourceId);
    return token;
  }
  /** Takes a change of a source's shapes back; false when it is too late. @throws StreamgaugeError as `call` */
  async function undo(sourceId: string, token: number): Promise<boolean> {
    const isBack = await call('shapes.undo', token);
    await read(sourceId);
    return isBack;
  }
  /** What in an event breaks the schema of its source; nothing while none is attached. @throws StreamgaugeError as `call` */
  const breaksOf = async (seq: number, sourceId: string): Promise<readonly SchemaBreak[]> =>
    (countedOf(sourceId)?.schema ?? null) === null ? [] : call('shapes.breaks', seq);
  const typescript = (sourceId: string): Promise<string> => call('shapes.typescript', sourceId);
  /** Asks where to; the name of the file, null when the person thought better of it. */
  const saveTypescript = (sourceId: string, name: string): Promise<string | null> =>
    call('shapes.saveTypescript', { sourceId, name: name.slice(0, 80) });
  /** Asks for a file; null when the person thought better of it. */
  const pickSchema = (): Promise<SchemaFile | null> => call('app.pickText', 'schema');

  return {
    state,
    countedOf,
    findingsOf,
    take,
    knownOf,
    read,
    attach,
    detach,
    accept,
    forget,
    undo,
    breaksOf,
    typescript,
    saveTypescript,
    pickSchema,
  };
});

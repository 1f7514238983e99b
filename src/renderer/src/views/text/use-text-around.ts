import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { TextResponse } from '@shared/stream-text/text-response';
import { call } from '../../bridge';
import { lookOf, type TextLook } from '../../stores/stream-text';
import { TextSession, type TextScope } from '../../stores/text-session';
import { useTextShapes } from '../../stores/text-shapes';

/** Events before the one that is asked for that are joined. */
const DEPTH = 4_000;

/** The response that an event belongs to, joined around it; what is joined already is not read again. */
export function useTextAround(
  scope: Ref<TextScope>,
  seq: Ref<number>,
): {
  readonly response: Ref<TextResponse | null>;
  readonly look: Ref<TextLook | null>;
  readonly tick: Ref<number>;
} {
  const shapes = useTextShapes();
  const response = shallowRef<TextResponse | null>(null);
  const look = shallowRef<TextLook | null>(null);
  const tick = ref(0);
  let session: TextSession | null = null;
  let stopped = false;

  function find(): boolean {
    response.value = session?.joiner.find(seq.value) ?? null;
    return response.value !== null;
  }
  async function begin(): Promise<void> {
    session?.stop();
    session = null;
    response.value = null;
    look.value = null;
    const reading = shapes.of(scope.value);
    const { shape, path } = reading;
    const compiled = shape === 'path' ? (await import('./json-path')).compileTextPath(path) : null;
    if (stopped || session || reading !== shapes.of(scope.value)) return;
    const options = {
      shape,
      ...(compiled?.ok && { select: compiled.select }),
      depth: DEPTH,
      anchor: seq.value,
    };
    const begun = new TextSession(
      scope.value,
      options,
      (question) => call('history.texts', question),
      () => {
        if (session !== begun) return;
        tick.value++;
        look.value = lookOf(begun);
        if (response.value === null) find();
      },
    );
    session = begun;
    void begun.run();
  }
  watch([() => JSON.stringify(scope.value), () => shapes.of(scope.value)], begin, { immediate: true });
  watch(seq, (next) => {
    const isRead = session !== null && next >= session.firstSeq && next <= session.lastSeq;
    if (!find() && !isRead) void begin();
  });
  onScopeDispose(() => {
    stopped = true;
    session?.stop();
  });
  return { response, look, tick };
}

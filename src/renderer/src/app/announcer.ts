import { ref, type Ref } from 'vue';

/** Between two messages of the live region, ms (DESIGN section 11). */
export const ANNOUNCE_EVERY_MS = 5_000;
/** Most sentences in one message; what happened first gives way. */
const MAX_SENTENCES = 4;

/** Words for screen readers, at most once in 5 s. What is said again about the same thing replaces the older words. */
export function createAnnouncer(every = ANNOUNCE_EVERY_MS): {
  readonly message: Ref<string>;
  say(about: string, words: string): void;
  stop(): void;
} {
  const message = ref('');
  const waiting = new Map<string, string>();
  let lastAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function speak(): void {
    timer = null;
    if (waiting.size === 0) return;
    lastAt = Date.now();
    message.value = [...waiting.values()].slice(-MAX_SENTENCES).join(' ');
    waiting.clear();
  }
  function say(about: string, words: string): void {
    waiting.delete(about);
    waiting.set(about, words);
    if (timer === null) timer = setTimeout(speak, Math.max(0, lastAt + every - Date.now()));
  }
  function stop(): void {
    if (timer !== null) clearTimeout(timer);
  }
  return { message, say, stop };
}

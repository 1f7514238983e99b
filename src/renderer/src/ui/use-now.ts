import {
  computed,
  onScopeDispose,
  shallowRef,
  toValue,
  watch,
  type MaybeRefOrGetter,
  type Ref,
  type ShallowRef,
} from 'vue';
import { untilWholeSecond } from '@shared/whole-seconds';

/** One timer for everybody who waits as long: a second goes by once for the whole window, and is drawn once. */
interface Clock {
  readonly now: ShallowRef<number>;
  users: number;
  timer: ReturnType<typeof setTimeout> | null;
}

const clocks = new Map<number, Clock>();

/**
 * The time of day (epoch ms), ticking every `everyMs`; for ages and countdowns. The interval may change, so that
 * only a running countdown ticks fast. It stands still while nobody can see the window, and stops with its component.
 */
export function useNow(everyMs: MaybeRefOrGetter<number> = 1_000): Readonly<Ref<number>> {
  const clock = shallowRef<Clock | null>(null);
  let leave: (() => void) | null = null;
  watch(
    () => toValue(everyMs),
    (interval) => {
      leave?.();
      [clock.value, leave] = join(interval);
    },
    { immediate: true },
  );
  onScopeDispose(() => leave?.());
  return computed(() => clock.value?.now.value ?? Date.now());
}

function join(interval: number): [Clock, () => void] {
  let clock = clocks.get(interval);
  if (clock) clock.now.value = Date.now();
  else {
    clock = { now: shallowRef(Date.now()), users: 0, timer: null };
    if (clocks.size === 0) document.addEventListener('visibilitychange', runOrStand);
    clocks.set(interval, clock);
    run(clock, interval);
  }
  const joined = clock;
  joined.users++;
  return [joined, () => part(joined, interval)];
}

function part(clock: Clock, interval: number): void {
  if (--clock.users > 0) return;
  stand(clock);
  clocks.delete(interval);
  if (clocks.size === 0) document.removeEventListener('visibilitychange', runOrStand);
}

function run(clock: Clock, interval: number): void {
  if (document.visibilityState === 'hidden') return;
  clock.timer = setTimeout(() => {
    clock.now.value = Date.now();
    run(clock, interval);
  }, untilWholeSecond(interval));
}

function stand(clock: Clock): void {
  if (clock.timer !== null) clearTimeout(clock.timer);
  clock.timer = null;
}

function runOrStand(): void {
  const hidden = document.visibilityState === 'hidden';
  for (const [interval, clock] of clocks) {
    if (hidden) stand(clock);
    else {
      stand(clock);
      clock.now.value = Date.now();
      run(clock, interval);
    }
  }
}

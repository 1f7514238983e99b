import { EventSource } from 'eventsource';
import { createSourceRegistry } from '../../../src/main/sources/registry';
import { DEFAULT_HOST_LIMITS } from '../../../src/main/sources/transports/host-gate';
import { sourceConfig } from './source-config';

/** What became of one source. Epoch ms. */
export interface Course {
  open: boolean;
  /** Of the last opening. */
  openedAt: number;
  /** Ends of the waits that it meant to take. */
  readonly waitsUntil: number[];
}

/** One way to follow many streams at a time. */
export interface Follower {
  readonly title: string;
  readonly follow: (urls: readonly string[], courses: readonly Course[]) => void;
}

function followWithSources(urls: readonly string[], courses: readonly Course[]): void {
  const registry = createSourceRegistry({
    version: '0',
    // The limit of open connections is the person's; what is measured is how many can be had.
    hosts: { ...DEFAULT_HOST_LIMITS, open: urls.length + 1 },
    onEvent: () => undefined,
    onChange(id) {
      const course = courses[Number(id)]!;
      const state = registry.status(id)?.state;
      course.open = state?.phase === 'open';
      if (state?.phase === 'open') course.openedAt = state.since;
      if (state?.phase === 'waiting') course.waitsUntil.push(state.until);
    },
  });
  urls.forEach((url, i) => registry.add(sourceConfig({ id: String(i), url, transports: ['sse'] })));
}

function followWithEventSource(urls: readonly string[], courses: readonly Course[]): void {
  urls.forEach((url, i) => {
    const course = courses[i]!;
    const source = new EventSource(url);
    source.onopen = () => {
      course.open = true;
      course.openedAt = Date.now();
    };
    source.addEventListener('reading', () => undefined);
    source.onerror = () => {
      course.open = false;
      course.waitsUntil.push(Date.now() + EVENTSOURCE_RETRY_MS);
    };
  });
}

/** What the package waits when the server has not said anything else. */
const EVENTSOURCE_RETRY_MS = 3_000;

export const FOLLOWERS = {
  source: { title: 'our sources', follow: followWithSources },
  eventsource: { title: 'eventsource', follow: followWithEventSource },
} as const satisfies Record<string, Follower>;
export type FollowerName = keyof typeof FOLLOWERS;

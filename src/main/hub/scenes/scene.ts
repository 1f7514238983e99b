import type { Publication, SceneId } from '@shared/hub';
import type { Level, Priority } from '@shared/notification';
import type { Chance } from './chance';

/** What a scene may do. */
export interface SceneContext {
  readonly publish: (publication: Publication) => void;
  readonly notify: (notification: SceneNotification) => void;
  /** What new clients of a channel get first. */
  readonly setState: (channel: string, state: () => unknown) => void;
  /** Epoch ms. */
  readonly now: () => number;
  readonly chance: Chance;
}

export interface SceneNotification {
  readonly channel: string;
  readonly title: string;
  readonly message: string;
  readonly level: Level;
  readonly priority: Priority;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A demo that looks like real life, on its own channels. */
export interface Scene {
  readonly id: SceneId;
  readonly title: string;
  /** Channels or patterns it publishes to, for show. */
  readonly channels: readonly string[];
  /** Events per second it starts with. */
  readonly defaultRate: number;
  /** Whether its events come as people and machines make them, rather than by the clock. */
  readonly irregular: boolean;
  /** Called at the first start. The returned function publishes the next event; what it makes up is up to `chance`. */
  readonly begin: (context: SceneContext) => () => void;
}

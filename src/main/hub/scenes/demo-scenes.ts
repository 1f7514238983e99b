import * as v from 'valibot';
import { StreamgaugeError } from '@shared/errors';
import { scenePaceSchema, type SceneId, type ScenePace, type SceneStatus } from '@shared/hub';
import { battle } from './battle';
import { Chance } from './chance';
import { counter } from './counter';
import { llm } from './llm';
import { logs } from './logs';
import { metrics } from './metrics';
import { notifications } from './notifications';
import { orders } from './orders';
import { padNotification, padPublication } from './padding';
import { progress } from './progress';
import type { Scene, SceneContext } from './scene';
import { SceneRunner } from './scene-runner';

const SCENES: readonly Scene[] = [counter, progress, logs, orders, battle, notifications, metrics, llm];

/** What to do about a field of a pace that is out of range. */
const PACE_HINTS: Readonly<Record<keyof ScenePace, string>> = {
  rate: 'Use 0.1 to 1,000 events per second.',
  burst: 'Use a whole number from 1 to 1,000 events.',
  payloadBytes: 'Use a whole number from 0 to 1,048,576 bytes; 0 leaves the data as it is.',
};

export interface DemoOptions extends Omit<SceneContext, 'chance'> {
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

interface Slot {
  readonly scene: Scene;
  pace: ScenePace;
  published: number;
  runner: SceneRunner | null;
}

/** All demo scenes of one hub. A scene that is stopped and started goes on where it was. */
export class DemoScenes {
  readonly #options: DemoOptions;
  readonly #slots: readonly Slot[];

  constructor(options: DemoOptions) {
    this.#options = options;
    this.#slots = SCENES.map((scene) => ({
      scene,
      pace: { rate: scene.defaultRate, burst: 1, payloadBytes: 0 },
      published: 0,
      runner: null,
    }));
  }

  list(): SceneStatus[] {
    return this.#slots.map(({ scene, pace, published, runner }) => ({
      id: scene.id,
      title: scene.title,
      channels: scene.channels,
      running: runner?.running ?? false,
      ...pace,
      published,
    }));
  }

  /**
   * Starts or stops a scene and sets its pace; a scene that runs changes it as it goes.
   * @throws StreamgaugeError `bad-pace`, with the field that is out of range in the sentence
   */
  set(id: SceneId, running: boolean, pace: ScenePace): void {
    const slot = this.#slots.find(({ scene }) => scene.id === id)!;
    slot.pace = checkPace(pace);
    slot.runner?.setPace(slot.pace);
    if (running) (slot.runner ??= this.#begin(slot)).start();
    else slot.runner?.stop();
  }

  stopAll(): void {
    for (const { runner } of this.#slots) runner?.stop();
  }

  #begin(slot: Slot): SceneRunner {
    const { random, onError, publish, notify, setState, now } = this.#options;
    const next = slot.scene.begin({
      publish: (publication) => {
        slot.published++;
        publish(padPublication(publication, slot.pace.payloadBytes));
      },
      notify: (notification) => {
        slot.published++;
        notify(padNotification(notification, slot.pace.payloadBytes));
      },
      setState,
      now,
      chance: new Chance(random),
    });
    const step = (): void => {
      try {
        next();
      } catch (error) {
        onError(error);
      }
    };
    return new SceneRunner(step, slot.pace, slot.scene.irregular, random);
  }
}

/** Only what belongs to a pace, so that what a caller carries along with it does not come out of `list`. */
function checkPace(pace: ScenePace): ScenePace {
  const parsed = v.safeParse(scenePaceSchema, pace);
  if (parsed.success) return parsed.output;
  const field = parsed.issues[0].path?.[0].key as keyof ScenePace;
  throw new StreamgaugeError('bad-pace', `A scene cannot run with a ${field} of ${String(pace[field])}.`, {
    hint: PACE_HINTS[field],
  });
}

import { StreamgaugeError } from '@shared/errors';
import type { SceneId, SceneStatus } from '@shared/hub';
import { battle } from './battle';
import { Chance } from './chance';
import { counter } from './counter';
import { logs } from './logs';
import { metrics } from './metrics';
import { notifications } from './notifications';
import { orders } from './orders';
import { progress } from './progress';
import type { Scene, SceneContext } from './scene';
import { SceneRunner } from './scene-runner';

/** Events per second that a scene can be asked for. */
const MIN_RATE = 0.1;
const MAX_RATE = 50;

const SCENES: readonly Scene[] = [counter, progress, logs, orders, battle, notifications, metrics];

export interface DemoOptions extends Omit<SceneContext, 'chance'> {
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

interface Slot {
  readonly scene: Scene;
  rate: number;
  published: number;
  runner: SceneRunner | null;
}

/** All demo scenes of one hub. A scene that is stopped and started goes on where it was. */
export class DemoScenes {
  readonly #options: DemoOptions;
  readonly #slots: readonly Slot[];

  constructor(options: DemoOptions) {
    this.#options = options;
    this.#slots = SCENES.map((scene) => ({ scene, rate: scene.defaultRate, published: 0, runner: null }));
  }

  list(): SceneStatus[] {
    return this.#slots.map(({ scene, rate, published, runner }) => ({
      id: scene.id,
      title: scene.title,
      channels: scene.channels,
      running: runner?.running ?? false,
      rate,
      published,
    }));
  }

  /** @throws StreamgaugeError `bad-rate` */
  set(id: SceneId, running: boolean, rate: number): void {
    if (!(rate >= MIN_RATE && rate <= MAX_RATE)) {
      throw new StreamgaugeError('bad-rate', `A scene cannot publish ${rate} events per second.`, {
        hint: `Use ${MIN_RATE} to ${MAX_RATE}.`,
      });
    }
    const slot = this.#slots.find(({ scene }) => scene.id === id)!;
    slot.rate = rate;
    slot.runner?.setRate(rate);
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
        publish(publication);
      },
      notify: (notification) => {
        slot.published++;
        notify(notification);
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
    return new SceneRunner(step, slot.rate, slot.scene.irregular, random);
  }
}

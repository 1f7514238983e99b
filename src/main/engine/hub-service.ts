import { StreamgaugeError } from '@shared/errors';
import type { HubSnapshot, Publication } from '@shared/hub';
import type { Settings } from '@shared/settings';
import { createHub, type Hub } from '../hub/hub';

type HubSettings = Settings['hub'];

/** The app's own hub: made anew when its port or heartbeat was changed, with the scenes as they were left. */
export class HubService {
  readonly #settings: () => HubSettings;
  readonly #onChange: () => void;
  #hub: Hub;
  #madeFor: Pick<HubSettings, 'port' | 'heartbeatMs'>;
  #takeOff: () => void = () => undefined;
  /** Starts and stops one after the other: the last one asked for is what stands. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(settings: () => HubSettings, onChange: () => void) {
    this.#settings = settings;
    this.#onChange = onChange;
    this.#madeFor = settings();
    this.#hub = this.#make();
  }

  get running(): boolean {
    return this.#hub.snapshot().state.phase === 'running';
  }

  snapshot(): HubSnapshot {
    const snapshot = this.#hub.snapshot();
    if (snapshot.state.phase === 'running') return snapshot;
    const { scenes } = this.#settings();
    const asLeft = snapshot.scenes.map((scene) => ({ ...scene, rate: scenes[scene.id]?.rate ?? scene.rate }));
    return { ...snapshot, scenes: asLeft };
  }

  /**
   * Listens, and runs the scenes that were running.
   * @throws StreamgaugeError as `Hub.start`; the snapshot's state then says why
   */
  start(): Promise<{ url: string; port: number }> {
    return this.#inTurn(async () => {
      const { port, heartbeatMs } = this.#settings();
      if (!this.running && (port !== this.#madeFor.port || heartbeatMs !== this.#madeFor.heartbeatMs)) {
        this.#madeFor = { port, heartbeatMs };
        this.#hub = this.#make();
      }
      const address = await this.#hub.start();
      this.applyScenes();
      return address;
    });
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#hub.stop());
  }

  /** Brings the running scenes in line with the settings. */
  applyScenes(): void {
    if (!this.running) return;
    const { scenes } = this.#settings();
    for (const now of this.#hub.snapshot().scenes) {
      const { running, rate } = scenes[now.id] ?? { running: false, rate: now.rate };
      if (running !== now.running || rate !== now.rate) this.#hub.setScene(now.id, running, rate);
    }
  }

  publish(publication: Publication): { id: string; clients: number } {
    this.assertRunning();
    return this.#hub.publish(publication);
  }

  disconnect(clientId: string): void {
    this.#hub.disconnect(clientId);
  }

  /** @throws StreamgaugeError `hub-stopped` */
  assertRunning(): void {
    if (this.running) return;
    throw new StreamgaugeError('hub-stopped', 'The local server is not running.', {
      hint: 'Start it first.',
    });
  }

  #make(): Hub {
    this.#takeOff();
    const hub = createHub({ port: this.#madeFor.port, heartbeatMs: this.#madeFor.heartbeatMs });
    this.#takeOff = hub.onChange(this.#onChange);
    return hub;
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(step, step);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

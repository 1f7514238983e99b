import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PushName, Pushes } from '@shared/ipc';
import type { SourceDraft } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';
import { createEngine } from '../../../src/main/engine';
import type { Engine, Push } from '../../../src/main/engine/engine-api';
import type { SecretCipher } from '../../../src/main/settings/secret-cipher';
import { testCipher } from '../../unit/main/settings/test-cipher';

/** Engines over one data folder, with every push they made. */
export class EngineFixture {
  readonly pushes: (Push & { readonly at: number })[] = [];
  readonly cipher: SecretCipher;
  readonly dataPath: string;
  readonly historyThread: string | null;
  #engine: Engine | null = null;

  private constructor(dataPath: string, cipher: SecretCipher, historyThread: string | null) {
    this.dataPath = dataPath;
    this.cipher = cipher;
    this.historyThread = historyThread;
  }

  /** @param historyThread the built thread of the store; null keeps events in memory only */
  static async create(
    cipher: SecretCipher = testCipher(),
    historyThread: string | null = null,
  ): Promise<EngineFixture> {
    return new EngineFixture(await mkdtemp(join(tmpdir(), 'streamgauge-engine-')), cipher, historyThread);
  }

  /** Starts the app, after closing the one that runs. */
  async start(): Promise<Engine> {
    await this.#engine?.close();
    this.pushes.length = 0;
    const { dataPath, cipher, historyThread } = this;
    const app = {
      version: '0.0.0',
      electron: '',
      chrome: '',
      node: '',
      platform: 'linux',
      dataPath,
      build: { commit: null, date: null },
    } as const;
    this.#engine = await createEngine({ dataPath, cipher, historyThread, app });
    this.#engine.onPush((push) => this.pushes.push({ ...push, at: performance.now() }));
    return this.#engine;
  }

  of<N extends PushName>(name: N): Pushes[N][] {
    return this.pushes.filter((push) => push.name === name).map((push) => push.value as Pushes[N]);
  }

  async dispose(): Promise<void> {
    await this.#engine?.close();
    await rm(this.dataPath, { recursive: true, force: true });
  }
}

export function draft(url: string, parts: Partial<SourceDraft> = {}): SourceDraft {
  return {
    name: 'orders',
    url,
    enabled: true,
    headers: [],
    queryToken: null,
    resume: true,
    transports: ['sse'],
    startFromId: '',
    options: DEFAULT_SOURCE_OPTIONS,
    secrets: {},
    ...parts,
  };
}

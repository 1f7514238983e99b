import type { TestResult } from '@shared/ipc';
import {
  DEFAULT_TRANSPORTS,
  LOCAL_SOURCE_ID,
  type SourceConfig,
  type SourceDraft,
  type SourceSnapshot,
} from '@shared/source';
import type { SourceRegistry } from '../sources/registry';
import { missingSecrets, toConfig, toView, type SourceEntry } from '../settings/source-entry';
import type { SourceStore } from '../settings/source-store';

/** How long a removed source can be brought back, ms: the 8 s that the window offers it, and a little. */
const UNDO_MS = 10_000;

export interface SourceServiceOptions {
  readonly store: SourceStore;
  readonly registry: SourceRegistry;
  /** Lets the local source into the app's own hub when that asks for tokens. */
  readonly hubSecret: string;
  /** The list, or the configuration of a source, changed. */
  onChange(): void;
  /** A removed source cannot come back any more. */
  onGone(id: string): void;
}

/** The list of sources and their connections, kept in step. */
export class SourceService {
  readonly #store: SourceStore;
  readonly #registry: SourceRegistry;
  readonly #options: SourceServiceOptions;
  readonly #undo = new Map<string, NodeJS.Timeout>();
  readonly #tests = new Set<AbortController>();
  /** Where the app's own hub listens; empty before it has. */
  #hubHost = '';

  /** Connects every source that is enabled, but the local one, which waits for `followHub`. */
  constructor(options: SourceServiceOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#registry = options.registry;
    for (const entry of this.#store.entries) {
      this.#registry.add({ ...this.#configOf(entry), enabled: false });
      if (entry.enabled && entry.id !== LOCAL_SOURCE_ID) this.#connect(entry);
    }
  }

  /** Whether the local source brings the events of the hub. */
  get followsHub(): boolean {
    return this.#registry.status(LOCAL_SOURCE_ID)?.state.phase === 'open';
  }

  get hasLocal(): boolean {
    return this.#store.find(LOCAL_SOURCE_ID) !== undefined;
  }

  /** In the person's order. */
  snapshots(): SourceSnapshot[] {
    return this.#store.entries.flatMap((entry) => {
      const status = this.#registry.status(entry.id);
      return status ? [{ config: toView(entry), ...status }] : [];
    });
  }

  add(draft: SourceDraft): string {
    const entry = this.#store.add(draft);
    this.#registry.add(this.#configOf(entry));
    this.#options.onChange();
    return entry.id;
  }

  update(id: string, draft: SourceDraft): void {
    this.#apply(this.#store.update(id, draft));
  }

  remove(id: string): void {
    this.#store.remove(id);
    this.#registry.remove(id);
    clearTimeout(this.#undo.get(id));
    this.#undo.set(
      id,
      setTimeout(() => {
        this.#undo.delete(id);
        if (this.#store.forget(id)) this.#options.onGone(id);
      }, UNDO_MS),
    );
    this.#options.onChange();
  }

  restore(id: string): void {
    const entry = this.#store.restore(id);
    this.#keep(id);
    this.#registry.add({ ...this.#configOf(entry), enabled: false });
    this.#apply(entry);
  }

  pause(id: string): void {
    this.#apply(this.#store.setEnabled(id, false));
  }

  resume(id: string): void {
    this.#apply(this.#store.setEnabled(id, true));
  }

  /** Connects now: ends a wait, and tries again after a stop. */
  retryNow(id: string): void {
    const entry = this.#store.get(id);
    if (!entry.enabled) this.resume(id);
    else this.#registry.retryNow(id);
  }

  /** One attempt with what was typed; nothing is saved. */
  async test(id: string | null, draft: SourceDraft): Promise<TestResult> {
    const config = this.#store.draftConfig(id, draft);
    const abort = new AbortController();
    this.#tests.add(abort);
    try {
      return await this.#registry.test(config, abort.signal);
    } finally {
      this.#tests.delete(abort);
    }
  }

  /**
   * Points the local source at the hub, whose port may be another one each time.
   * @param enable connect even when the person had paused it
   */
  followHub(hubUrl: string, enable: boolean): void {
    this.#hubHost = new URL(hubUrl).host;
    const entry = this.#store.find(LOCAL_SOURCE_ID);
    if (!entry) return;
    const url = new URL(entry.url);
    // Edited to follow something else: then it is the person's own.
    if (url.hostname === '127.0.0.1') this.#store.setUrl(LOCAL_SOURCE_ID, hubUrl + url.pathname + url.search);
    this.#apply(this.#store.setEnabled(LOCAL_SOURCE_ID, enable || entry.enabled));
  }

  /** Adds the source that follows the hub, where there is none, and connects it. */
  ensureLocal(hubUrl: string): void {
    this.#hubHost = new URL(hubUrl).host;
    if (!this.hasLocal) {
      const draft: SourceDraft = {
        name: 'local demo',
        url: `${hubUrl}/events?channel=**`,
        transports: [...DEFAULT_TRANSPORTS],
        enabled: true,
        headers: [],
        queryToken: null,
        resume: true,
        startFromId: '',
      };
      this.#registry.add(this.#configOf(this.#store.add(draft, LOCAL_SOURCE_ID)));
      this.#keep(LOCAL_SOURCE_ID);
    }
    this.followHub(hubUrl, true);
  }

  close(): Promise<void> {
    for (const timer of this.#undo.values()) clearTimeout(timer);
    this.#undo.clear();
    for (const abort of this.#tests) abort.abort();
    return this.#registry.close();
  }

  #apply(entry: SourceEntry): void {
    this.#registry.update(this.#configOf(entry));
    if (entry.enabled) this.#connect(entry);
    else this.#registry.pause(entry.id);
    this.#options.onChange();
  }

  /** The local source says who it is, as long as it goes to the hub and has no credentials of the person. */
  #configOf(entry: SourceEntry): SourceConfig {
    const config = toConfig(entry);
    const hasOwn = config.headers.some(({ name }) => name.toLowerCase() === 'authorization');
    if (entry.id !== LOCAL_SOURCE_ID || hasOwn || new URL(config.url).host !== this.#hubHost) return config;
    const value = `Bearer ${this.#options.hubSecret}`;
    const header = { name: 'Authorization', value, secret: true, enabled: true };
    return { ...config, headers: [...config.headers, header] };
  }

  /** Without its secrets a source would only be refused: it says what it needs, and waits. */
  #connect(entry: SourceEntry): void {
    const missing = missingSecrets(entry);
    if (missing.length === 0) {
      this.#registry.resume(entry.id);
      return;
    }
    this.#registry.hold(entry.id, {
      code: 'secret-missing',
      message: `${entry.name} needs ${new Intl.ListFormat('en').format(missing)} again, so it was not connected.`,
      hint: 'What is secret was kept for the last session only, or belongs to another computer or user. Edit the source to enter it.',
    });
  }

  /** The source is back in the list: nothing of it is forgotten when the time for undo is over. */
  #keep(id: string): void {
    clearTimeout(this.#undo.get(id));
    this.#undo.delete(id);
  }
}

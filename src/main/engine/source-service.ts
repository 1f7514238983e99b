import type { Transport } from '@shared/connection';
import type { CodeFormat } from '@shared/code-format';
import { StreamgaugeError, type Problem } from '@shared/errors';
import type { TestResult } from '@shared/ipc';
import { LOCAL_SOURCE_ID, type SourceConfig, type SourceDraft, type SourceSnapshot } from '@shared/source';
import type { AppProxy } from '@shared/settings';
import { DEFAULT_SOURCE_OPTIONS, type ProxySetup } from '@shared/source-options';
import { hasVariable } from '@shared/environment';
import type { SourceFacts } from '../history/export/export-facts';
import { MASK } from '@shared/mask';
import { hostOf } from '../settings/address';
import type { ResumePoints } from '../settings/resume-points';
import { toConfig, toView, type SourceEntry } from '../settings/source-entry';
import type { SourceStore } from '../settings/source-store';
import { asCode, type CodeOptions } from '../sources/as-code';
import type { VariableScope } from '../sources/credentials/variables';
import type { SourceRegistry } from '../sources/registry';
import { usesVariables, withVariables } from '../sources/variable-texts';
import { missingSecretProblem, unsetVariableProblem } from './source-obstacle';

/** How long a removed source can be brought back, ms: the 8 s that the window offers it, and a little. */
const UNDO_MS = 10_000;
/** Shortest time between two writes of where sources stand, ms. */
const POSITIONS_EVERY_MS = 5_000;

export interface SourceServiceOptions {
  readonly store: SourceStore;
  readonly registry: SourceRegistry;
  readonly points: ResumePoints;
  /** What `{{name}}` stands for now. */
  variables(): VariableScope;
  /** The way to the network of sources that have none of their own. */
  proxy(): AppProxy;
  /** Lets the local source into the app's own hub when that asks for tokens. */
  readonly hubSecret: string;
  /** The list, or the configuration of a source, changed. */
  onChange(): void;
  /** A removed source cannot come back any more. `history`: its events are to go as well. */
  onGone(id: string, history: boolean): void;
}

/** The list of sources and their connections, kept in step. */
export class SourceService {
  readonly #store: SourceStore;
  readonly #registry: SourceRegistry;
  readonly #options: SourceServiceOptions;
  /** Removed sources that can still be restored. */
  readonly #undo = new Map<string, { readonly gone: () => void; readonly timer: NodeJS.Timeout }>();
  readonly #tests = new Set<AbortController>();
  readonly #positionsTimer: NodeJS.Timeout;
  /** Where the app's own hub listens; empty before it has. */
  #hubHost = '';

  /** Connects every source that is enabled, but the local one, which waits for `followHub`. */
  constructor(options: SourceServiceOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#registry = options.registry;
    options.points.retain(new Set(this.#store.entries.map(({ id }) => id)));
    for (const entry of this.#store.entries) {
      this.#addPaused(entry);
      if (entry.enabled && entry.id !== LOCAL_SOURCE_ID) this.#connect(entry);
    }
    this.#positionsTimer = setInterval(() => this.#keepPositions(), POSITIONS_EVERY_MS);
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

  /** What is known of the sources and their connections, for exports. */
  facts(): ReadonlyMap<string, SourceFacts> {
    return new Map(
      this.snapshots().map(({ config, state }) => {
        const { id, name, url, headers, options } = config;
        const shown = headers.map((header) => [header.name, header.secret ? MASK : header.value] as const);
        const request = { method: options.method, headers: Object.fromEntries(shown) };
        if (state.phase !== 'open') return [id, { name, url, request }];
        const { status, protocol, headers: answered } = state.via;
        return [id, { name, url, request, response: { status, protocol, headers: answered } }];
      }),
    );
  }

  add(draft: SourceDraft): string {
    const entry = this.#store.add(draft);
    this.#addPaused(entry);
    if (entry.enabled) this.#connect(entry);
    this.#options.onChange();
    return entry.id;
  }

  update(id: string, draft: SourceDraft): void {
    const { enabled } = this.#store.get(id);
    this.#apply(this.#store.update(id, draft), enabled);
  }

  /** @param history its events go as well, once it cannot be restored any more */
  remove(id: string, history = false): void {
    this.#keepPositions();
    this.#store.remove(id);
    this.#registry.remove(id);
    this.#keep(id);
    const gone = (): void => this.#gone(id, history);
    this.#undo.set(id, { gone, timer: setTimeout(gone, UNDO_MS) });
    this.#options.onChange();
  }

  restore(id: string): void {
    const entry = this.#store.restore(id);
    this.#keep(id);
    this.#addPaused(entry);
    this.#apply(entry);
  }

  pause(id: string): void {
    this.#apply(this.#store.setEnabled(id, false), true);
  }

  resume(id: string): void {
    this.#apply(this.#store.setEnabled(id, true));
  }

  /** Connects now: ends a wait, and tries again after a stop. What was run once is run once more. */
  retryNow(id: string): void {
    const entry = this.#store.get(id);
    if (entry.enabled) this.#registry.retryNow(id);
    else if (this.#isRunOnce(entry)) {
      this.#assertConnectable(entry);
      this.#registry.retryNow(id);
    } else this.resume(id);
  }

  /**
   * Connects now without setting the source to: for what answers once, and costs something each time.
   * @throws StreamgaugeError `no-such-source`, `secret-missing`, `variable`
   */
  runOnce(id: string): void {
    this.#assertConnectable(this.#store.get(id));
    this.#registry.resume(id);
    this.#options.onChange();
  }

  /**
   * Goes over to another transport now.
   * @throws StreamgaugeError `no-such-source`, `secret-missing`, `variable`, and as the registry
   */
  switchTransport(id: string, transport: Transport): void {
    this.#assertConnectable(this.#store.get(id));
    this.#registry.switchTransport(id, transport);
  }

  /**
   * Goes on after this id, with a new connection.
   * @throws StreamgaugeError `no-such-source`, `secret-missing`, `variable`
   */
  resumeFrom(id: string, lastEventId: string): void {
    const entry = this.#store.get(id);
    this.#assertConnectable(entry);
    this.#registry.resumeFrom(id, lastEventId);
    if (!entry.enabled && !this.#isRunOnce(entry)) this.resume(id);
  }

  /** Sends a message over the WebSocket. @throws StreamgaugeError `no-such-source`, and as the registry */
  send(id: string, text: string): void {
    this.#store.get(id);
    this.#registry.send(id, text);
  }

  /**
   * The source as something to run. Without secrets, variables stay what they are for whoever runs it to fill in.
   * @throws StreamgaugeError `no-such-source`, `secret-missing`, `variable`, and as `asCode`
   */
  asCode(id: string, format: CodeFormat, options: CodeOptions): string {
    const entry = this.#store.get(id);
    const config = {
      ...toConfig(entry),
      startFromId: this.#registry.status(id)?.lastEventId ?? entry.startFromId,
    };
    if (!options.secrets) return asCode(config, format, options);
    this.#assertConnectable(entry);
    return asCode(withVariables(config, this.#options.variables()), format, options);
  }

  /** Makes the list this one: what is new is added, what is gone removed, what is another now goes on as that. */
  put(entries: readonly SourceEntry[]): void {
    this.#keepPositions();
    const before = new Map(this.#store.entries.map((entry) => [entry.id, entry]));
    this.#store.put(entries);
    for (const entry of this.#store.entries) {
      const was = before.get(entry.id);
      before.delete(entry.id);
      if (was === entry) continue;
      this.#keep(entry.id);
      if (!was) this.#addPaused(entry);
      this.#apply(entry, was?.enabled ?? false);
    }
    for (const id of before.keys()) this.#registry.remove(id);
    this.#options.onChange();
  }

  /** The way to the network that sources without one of their own take has changed. */
  proxyChanged(): void {
    for (const entry of this.#store.entries) {
      if (entry.id !== LOCAL_SOURCE_ID && entry.options.proxy.kind === 'system') this.#apply(entry);
    }
  }

  /** Variables have other values now: sources that use them go on with those. */
  variablesChanged(): void {
    for (const entry of this.#store.entries) if (usesVariables(toConfig(entry))) this.#apply(entry);
  }

  /** The machine is in another network, or has slept. */
  nudge(why: 'network' | 'wake'): void {
    this.#registry.nudge(why);
  }

  /** One attempt with what was typed; nothing is saved. */
  async test(id: string | null, draft: SourceDraft): Promise<TestResult> {
    const config = this.#onTheWay(this.#store.draftConfig(id, draft));
    const unset = unsetVariableProblem(config, this.#options.variables());
    if (unset)
      return { ok: false, sentence: unset.message, ...(unset.hint !== undefined && { hint: unset.hint }) };
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
    // Edited to follow something else: then it is the person's own.
    const url = hasVariable(entry.url) ? null : new URL(entry.url);
    if (url?.hostname === '127.0.0.1')
      this.#store.setUrl(LOCAL_SOURCE_ID, hubUrl + url.pathname + url.search);
    this.#apply(this.#store.setEnabled(LOCAL_SOURCE_ID, enable || entry.enabled));
  }

  /** Adds the source that follows the hub, where there is none, and connects it. */
  ensureLocal(hubUrl: string): void {
    this.#hubHost = new URL(hubUrl).host;
    if (!this.hasLocal) {
      const draft: SourceDraft = {
        name: 'local demo',
        url: `${hubUrl}/events?channel=**`,
        // The protocol that the hub speaks first, with the frames that the Raw tab shows.
        transports: ['sse'],
        enabled: true,
        headers: [],
        queryToken: null,
        resume: true,
        startFromId: '',
        options: DEFAULT_SOURCE_OPTIONS,
        secrets: {},
      };
      this.#registry.add(this.#configOf(this.#store.add(draft, LOCAL_SOURCE_ID)));
      this.#keep(LOCAL_SOURCE_ID);
    }
    this.followHub(hubUrl, true);
  }

  async close(): Promise<void> {
    clearInterval(this.#positionsTimer);
    this.#keepPositions();
    for (const { gone } of this.#undo.values()) gone();
    for (const abort of this.#tests) abort.abort();
    await Promise.all([this.#registry.close(), this.#options.points.flush()]);
  }

  /** Where it stood when the app was last closed, it goes on. */
  #addPaused(entry: SourceEntry): void {
    const { points } = this.#options;
    const position = entry.resume ? points.find(entry.id, entry.url) : '';
    const config = { ...this.#configOf(entry), enabled: false };
    if (position === '') this.#registry.add(config);
    else this.#registry.add(config, position);
  }

  #keepPositions(): void {
    this.#options.points.keep(
      this.#store.entries.flatMap(({ id, url }) => {
        const lastEventId = this.#registry.status(id)?.lastEventId;
        return lastEventId === undefined ? [] : [{ id, url, lastEventId }];
      }),
    );
  }

  /** @param wasEnabled before: what is run once is not, and goes on when something else of it changes */
  #apply(entry: SourceEntry, wasEnabled = entry.enabled): void {
    this.#registry.update(this.#configOf(entry));
    if (entry.enabled) this.#connect(entry);
    else if (wasEnabled || !this.#isRunOnce(entry)) this.#registry.pause(entry.id);
    this.#options.onChange();
  }

  /** It does not connect by itself, and was told to all the same. */
  #isRunOnce({ id, enabled }: SourceEntry): boolean {
    const phase = this.#registry.status(id)?.state.phase;
    return !enabled && phase !== undefined && phase !== 'paused';
  }

  /** The local source says who it is, as long as it goes to the hub and has no credentials of the person. */
  #configOf(entry: SourceEntry): SourceConfig {
    const config = this.#onTheWay(toConfig(entry));
    const hasOwn = config.headers.some(({ name }) => name.toLowerCase() === 'authorization');
    if (entry.id !== LOCAL_SOURCE_ID || hasOwn || hostOf(config.url) !== this.#hubHost) return config;
    const value = `Bearer ${this.#options.hubSecret}`;
    const header = { name: 'Authorization', value, secret: true, enabled: true };
    return { ...config, headers: [...config.headers, header] };
  }

  /** With the app's own proxy, where the source has none of its own. */
  #onTheWay(config: SourceConfig): SourceConfig {
    const { kind, url, except } = this.#options.proxy();
    if (kind === 'system' || config.options.proxy.kind !== 'system') return config;
    const proxy: ProxySetup = kind === 'none' ? { kind } : { kind, url, username: '', except };
    return { ...config, options: { ...config.options, proxy } };
  }

  /** Without its secrets or variables a source would only be refused: it says what it needs, and waits. */
  #connect(entry: SourceEntry): void {
    const reason = this.#obstacle(entry);
    if (reason) this.#registry.hold(entry.id, reason);
    else this.#registry.resume(entry.id);
  }

  #obstacle(entry: SourceEntry): Problem | null {
    return missingSecretProblem(entry) ?? unsetVariableProblem(toConfig(entry), this.#options.variables());
  }

  #assertConnectable(entry: SourceEntry): void {
    const reason = this.#obstacle(entry);
    if (!reason) return;
    const { code, message, hint } = reason;
    throw new StreamgaugeError(code, message, hint === undefined ? {} : { hint });
  }

  /** The source is back in the list: nothing of it is forgotten when the time for undo is over. */
  #keep(id: string): void {
    clearTimeout(this.#undo.get(id)?.timer);
    this.#undo.delete(id);
  }

  #gone(id: string, history: boolean): void {
    this.#keep(id);
    if (!this.#store.forget(id)) return;
    this.#options.points.forget(id);
    this.#options.onGone(id, history);
  }
}

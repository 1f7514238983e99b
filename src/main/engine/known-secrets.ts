import { isSecretName } from '@shared/mask';
import type { Environments } from '../settings/environments';
import { toConfig, type SourceEntry } from '../settings/source-entry';
import type { StoredRule } from '../settings/stored-rules';

/** Most secrets that are remembered after they are gone: what was just removed may still fail somewhere. */
const MAX_REMEMBERED = 2_000;
/** Shortest part of a secret, or of the path of a webhook, that is looked for by itself. */
const MIN_PART = 8;
const MIN_PATH_PART = 12;
const PROXY_VARIABLE = /^(?:https?|all|ws|wss)_proxy$/iu;

export interface SecretHolders {
  sources(): readonly SourceEntry[];
  environments(): Environments;
  rules(): readonly StoredRule[];
  /** Of the process: the names that the person let in, and their values. */
  processEnv(): Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Every secret that the app holds or has held since it started, for whoever takes them out of texts. */
export class KnownSecrets {
  readonly #holders: SecretHolders;
  readonly #remembered = new Set<string>();
  /** By the immutable thing that they are of. */
  readonly #read = new WeakSet<object>();

  constructor(holders: SecretHolders) {
    this.#holders = holders;
    for (const [name, value] of Object.entries(holders.env)) {
      if (PROXY_VARIABLE.test(name) && value !== undefined) this.#addAddress(value);
    }
  }

  /** One that no store holds, such as a token that is shown once. */
  add(secret: string): void {
    this.#remembered.delete(secret);
    this.#remembered.add(secret);
    const [oldest] = this.#remembered;
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
  }

  readonly all = (): Iterable<string> => {
    const { sources, environments, rules, processEnv } = this.#holders;
    for (const entry of sources()) this.#once(entry, () => this.#addSource(entry));
    const kept = environments();
    this.#once(kept, () => this.#addEnvironments(kept));
    for (const rule of rules()) this.#once(rule, () => this.#addRule(rule));
    const allowed = processEnv();
    this.#once(allowed, () => Object.values(allowed).forEach((value) => value && this.#addParts(value)));
    return this.#remembered;
  };

  #once(of: object, read: () => void): void {
    if (this.#read.has(of)) return;
    this.#read.add(of);
    read();
  }

  #addSource(entry: SourceEntry): void {
    const { url, headers, queryToken, secrets, options } = toConfig(entry);
    this.#addAddress(url);
    for (const other of Object.values(options.urls)) if (other) this.#addAddress(other);
    for (const { name, value, secret } of headers) if (secret || isSecretName(name)) this.#addParts(value);
    if (queryToken) this.#addParts(queryToken.value);
    for (const secret of Object.values(secrets)) if (secret) this.#addParts(secret);
    if (options.proxy.kind === 'manual') this.#addAddress(options.proxy.url);
  }

  #addEnvironments({ environments }: Environments): void {
    for (const { variables } of environments) {
      for (const { secret, value } of variables) if (secret && value.value) this.#addParts(value.value);
    }
  }

  #addRule({ rule, secret }: StoredRule): void {
    if (secret?.value) this.#addParts(secret.value);
    for (const action of rule.then) {
      if (action.do !== 'webhook') continue;
      this.#addAddress(action.url);
      // Chat services put the secret of a webhook into its path.
      const path = /^[a-z]+:\/\/[^/]+([^?#]*)/iu.exec(action.url)?.[1] ?? '';
      for (const part of path.split('/')) if (part.length >= MIN_PATH_PART) this.add(part);
    }
  }

  /** Credentials, and values of the query that are secret by their name. */
  #addAddress(address: string): void {
    const user = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)@/iu.exec(address)?.[1];
    if (user !== undefined) this.#addParts(user.slice(user.indexOf(':') + 1));
    for (const [, name, value] of address.matchAll(/[?&#]([^=&#?]*)=([^&#]+)/gu)) {
      if (isSecretName(decoded(name!))) this.#addParts(decoded(value!));
    }
  }

  /** Whole, and without what stands before it: `Bearer …`, `sid=…`, the password in Basic credentials. */
  #addParts(value: string): void {
    this.add(value);
    for (const part of value.split(/[\s;,]+|(?<=^|[\s;,])[\w.-]+=/u))
      if (part.length >= MIN_PART) this.add(part);
    const basic = /^Basic\s+([\w+/=-]+)$/iu.exec(value)?.[1];
    if (basic === undefined) return;
    const pair = Buffer.from(basic, 'base64').toString('utf8');
    const password = pair.slice(pair.indexOf(':') + 1);
    if (password !== '') this.add(password);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

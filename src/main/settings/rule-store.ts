import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import { MAX_RULES, type Rule, type RuleDraft } from '@shared/rule';
import { JsonFile } from './json-file';
import type { NoticeSink } from './notice-sink';
import { FIRINGS_FORMAT, type RuleFirings } from './rule-firings';
import { contradiction } from './rule-list';
import { newSecret, sealer, type Secret } from './secret';
import type { SecretCipher } from './secret-cipher';
import { readEntries, writeEntries, type StoredRule } from './stored-rules';

/**
 * The rules, kept in rules.json as a person would write them; secrets stand apart in the same file, encrypted. How often they
 * acted is kept in rule-firings.json.
 */
export class RuleStore {
  readonly #file: JsonFile<readonly StoredRule[]>;
  readonly #firingsFile: JsonFile<RuleFirings>;
  /** As they were when the app started. */
  readonly firings: RuleFirings;
  readonly #cipher: SecretCipher;
  readonly #notices: NoticeSink;
  #entries: readonly StoredRule[];

  private constructor(
    file: JsonFile<readonly StoredRule[]>,
    cipher: SecretCipher,
    notices: NoticeSink,
    entries: readonly StoredRule[],
    firings: { readonly file: JsonFile<RuleFirings>; readonly value: RuleFirings },
  ) {
    this.#file = file;
    this.#firingsFile = firings.file;
    this.firings = firings.value;
    this.#cipher = cipher;
    this.#notices = notices;
    this.#entries = this.#sealed(entries);
  }

  /** Never throws: what cannot be used is set aside, secrets that cannot be opened are told, both with a notice. */
  static async open(folder: string, cipher: SecretCipher, notices: NoticeSink): Promise<RuleStore> {
    let clear = false;
    const file = new JsonFile<readonly StoredRule[]>(
      join(folder, 'rules.json'),
      {
        version: 1,
        initial: () => [],
        read: (document) => {
          const { value, problems, holdsClearSecrets } = readEntries(document, cipher);
          clear = holdsClearSecrets;
          return { value, problems };
        },
        write: writeEntries,
      },
      notices,
    );
    const firings = new JsonFile(join(folder, 'rule-firings.json'), FIRINGS_FORMAT, notices);
    const [entries, value] = await Promise.all([file.load(), firings.load()]);
    const store = new RuleStore(file, cipher, notices, entries, { file: firings, value });
    if (clear) file.save(store.#entries);
    store.#reportMissing();
    return store;
  }

  /** In the person's order. */
  get entries(): readonly StoredRule[] {
    return this.#entries;
  }

  get rules(): readonly Rule[] {
    return this.#entries.map(({ rule }) => rule);
  }

  /** @throws StreamgaugeError `no-such-rule` */
  get(id: string): StoredRule {
    const entry = this.#entries.find(({ rule }) => rule.id === id);
    if (!entry) throw new StreamgaugeError('no-such-rule', 'This rule is not there any more.');
    return entry;
  }

  /** The new rule's id. @throws StreamgaugeError `too-many-rules`, `bad-rule` */
  add(draft: RuleDraft): string {
    this.assertRoom(1);
    const entry = entryOf(draft, randomUUID(), null);
    this.#put([...this.#entries, entry]);
    return entry.rule.id;
  }

  /** @throws StreamgaugeError `no-such-rule`, `bad-rule` */
  update(id: string, draft: RuleDraft): void {
    const entry = entryOf(draft, id, this.get(id).secret);
    this.#put(this.#entries.map((each) => (each.rule.id === id ? entry : each)));
  }

  /** @throws StreamgaugeError `no-such-rule` */
  setEnabled(id: string, enabled: boolean): void {
    const { rule, secret } = this.get(id);
    this.#put(
      this.#entries.map((each) => (each.rule.id === id ? { rule: { ...rule, enabled }, secret } : each)),
    );
  }

  /** Takes it out and gives it back with its place. @throws StreamgaugeError `no-such-rule` */
  remove(id: string): { readonly entry: StoredRule; readonly place: number } {
    const entry = this.get(id);
    const place = this.#entries.indexOf(entry);
    this.#put(this.#entries.filter((each) => each !== entry));
    return { entry, place };
  }

  /** @throws StreamgaugeError `too-many-rules` */
  insert(entry: StoredRule, place: number): void {
    this.assertRoom(1);
    this.#put([...this.#entries.slice(0, place), entry, ...this.#entries.slice(place)]);
  }

  /** Makes the rule of its id this one, its secret included. */
  replace(entry: StoredRule): void {
    this.#put(this.#entries.map((each) => (each.rule.id === entry.rule.id ? entry : each)));
  }

  /** Adds rules of a file, each with an id of its own. @throws StreamgaugeError `too-many-rules` */
  addAll(rules: readonly Rule[]): void {
    this.assertRoom(rules.length);
    const added = rules.map((rule) => ({ rule: { ...rule, id: randomUUID() }, secret: null }));
    this.#put([...this.#entries, ...added]);
  }

  /** Makes these the rules, secrets included. */
  putAll(entries: readonly StoredRule[]): void {
    this.#put(entries.slice(0, MAX_RULES).map(({ rule, secret }) => ({ rule, secret: kept(rule, secret) })));
  }

  /** @throws StreamgaugeError `too-many-rules` */
  assertRoom(count: number): void {
    if (this.#entries.length + count <= MAX_RULES) return;
    throw new StreamgaugeError('too-many-rules', `There can be ${MAX_RULES} rules at most.`, {
      hint: 'Remove one first.',
    });
  }

  saveFirings(firings: RuleFirings): void {
    this.#firingsFile.save(firings);
  }

  /** Resolves when all is on disk, or a notice says why not. */
  async flush(): Promise<void> {
    await Promise.all([this.#file.flush(), this.#firingsFile.flush()]);
  }

  #put(entries: readonly StoredRule[]): void {
    this.#entries = this.#sealed(entries);
    this.#file.save(this.#entries);
    this.#reportMissing();
  }

  #sealed(entries: readonly StoredRule[]): readonly StoredRule[] {
    const seal = sealer(this.#cipher, () => {
      this.#notices.raise({
        id: 'rules-not-encrypted',
        level: 'warning',
        code: 'secrets-not-encrypted',
        message: 'The secrets of webhooks could not be encrypted, so they are kept until the app quits.',
      });
    });
    return entries.map(({ rule, secret }) => ({ rule, secret: secret && seal.secret(secret) }));
  }

  #reportMissing(): void {
    const names = this.#entries.filter(needsSecret).map(({ rule }) => rule.name);
    if (names.length === 0) {
      this.#notices.withdraw('rules-missing');
      return;
    }
    this.#notices.raise({
      id: 'rules-missing',
      level: 'warning',
      code: 'secrets-missing',
      // Without `and`: names are nobody's words, in whichever language.
      message: `The secret of webhooks has to be entered in ${names.join(', ')}.`,
      hint: 'It was kept for the last session only, it belongs to another computer or user, or the rule came without it.',
    });
  }
}

/** Whether a webhook is to be signed and there is nothing to sign it with. */
export function needsSecret({ rule, secret }: StoredRule): boolean {
  return signs(rule) && (secret?.value ?? null) === null;
}

const signs = ({ then }: Pick<Rule, 'then'>): boolean =>
  then.some((action) => action.do === 'webhook' && action.signed);

/** A secret goes nowhere but to the webhooks of its rule: without any it is let go. */
const kept = (rule: Rule, secret: Secret | null): Secret | null => (signs(rule) ? secret : null);

/** @throws StreamgaugeError `bad-rule`, `secret-needed` */
function entryOf({ secret, ...draft }: RuleDraft, id: string, stored: Secret | null): StoredRule {
  const why = contradiction(draft);
  if (why !== null) throw new StreamgaugeError('bad-rule', `${draft.name} cannot be a rule: ${why}.`);
  const rule: Rule = { id, ...draft };
  const entry = {
    rule,
    secret: kept(rule, secret === null ? stored : secret === '' ? null : newSecret(secret)),
  };
  if (needsSecret(entry)) {
    throw new StreamgaugeError(
      'secret-needed',
      `${rule.name} signs its webhook, and there is no secret for it.`,
      {
        hint: 'Enter a secret, or switch signing off.',
      },
    );
  }
  return entry;
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_RULES, type RuleDraft } from '@shared/rule';
import { beforeEach, describe, expect, it } from 'vitest';
import { readRules, writeRules } from '../../../../src/main/settings/rule-file';
import { RuleStore } from '../../../../src/main/settings/rule-store';
import { sessionOnlyCipher, type SecretCipher } from '../../../../src/main/settings/secret-cipher';
import { RecordedNotices } from './recorded-notices';
import { allBytes, tempFolder } from './temp-folder';
import { testCipher } from './test-cipher';

const CANARY = 'canary-51aa-77fe';

let folder: string;
let file: string;
let notices: RecordedNotices;
let cipher: SecretCipher;

beforeEach(async () => {
  folder = await tempFolder();
  file = join(folder, 'rules.json');
  notices = new RecordedNotices();
  cipher = testCipher();
});

async function open(with_: SecretCipher = cipher): Promise<RuleStore> {
  notices.up.clear();
  return RuleStore.open(folder, with_, notices);
}

function draft(name: string, parts: Partial<RuleDraft> = {}): RuleDraft {
  return {
    name,
    enabled: true,
    when: { kind: 'event', query: 'level:error', sources: [] },
    then: [{ do: 'inbox', level: 'error', priority: 'normal' }],
    cooldownSeconds: 10,
    groupSeconds: 0,
    always: false,
    secret: null,
    ...parts,
  };
}

const signed: Partial<RuleDraft> = {
  then: [{ do: 'webhook', url: 'https://hooks.example/a', signed: true }],
  secret: CANARY,
};

const names = (store: RuleStore): string[] => store.rules.map(({ name }) => name);

describe('rules', () => {
  it('are there again after a restart, with their secrets, which are in clear in no file', async () => {
    const store = await open();
    const id = store.add(draft('Errors', signed));
    store.add(draft('Late'));
    await store.flush();
    expect(await allBytes(folder)).not.toContain(CANARY);

    const again = await open();
    expect(names(again)).toEqual(['Errors', 'Late']);
    expect(again.get(id)).toMatchObject({ rule: store.get(id).rule, secret: { value: CANARY } });
    expect(notices.messages).toEqual([]);
  });

  it('are counted apart from what people write, and do without what cannot be read of that', async () => {
    const store = await open();
    store.add(draft('Errors'));
    const firings = new Map([
      ['a', { fired: 6, last: 1_795_000_000_000 }],
      ['b', { fired: 1, last: 1_795_000_001_000 }],
    ]);
    store.saveFirings(firings);
    await store.flush();
    expect(await readFile(file, 'utf8')).not.toContain('fired');
    expect((await open()).firings).toEqual(firings);

    const rules = { a: { fired: -1, last: 5 }, b: { fired: 2, last: 7 }, c: 'often' };
    await writeFile(join(folder, 'rule-firings.json'), JSON.stringify({ version: 1, rules }));
    expect((await open()).firings).toEqual(new Map([['b', { fired: 2, last: 7 }]]));
    expect(notices.messages).toEqual([]);
  });

  it('stand in a file as a person would write them', async () => {
    const store = await open();
    store.add(draft('Errors', signed));
    await store.flush();
    const { version, rules, secrets } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    expect(version).toBe(1);
    const { id, ...rest } = (rules as [{ id: string }])[0];
    expect(rest).toEqual({
      name: 'Errors',
      enabled: true,
      when: { kind: 'event', query: 'level:error', sources: [] },
      then: [{ do: 'webhook', url: 'https://hooks.example/a', signed: true }],
      cooldownSeconds: 10,
      groupSeconds: 0,
      always: false,
    });
    expect(Object.keys(secrets as object)).toEqual([id]);
  });

  it('are read one by one: what cannot be used is named and kept aside, what is left out gets its usual value', async () => {
    const usual = { when: { kind: 'loss' }, then: [{ do: 'inbox' }] };
    await writeFile(
      file,
      JSON.stringify({
        version: 1,
        rules: [
          { id: 'a', name: 'Good', ...usual },
          { name: 'No\u202ewhere', then: [{ do: 'inbox' }] },
          { name: 'Files', when: { kind: 'loss' }, then: [{ do: 'webhook', url: 'file:///etc/passwd' }] },
          { name: 'Climber', when: { kind: 'loss' }, then: [{ do: 'log', file: '../../.bashrc' }] },
          { name: 'Muter', when: { kind: 'loss' }, then: [{ do: 'mute' }] },
          7,
          { id: 'a', name: 'Twin', ...usual },
        ],
      }),
    );
    const store = await open();
    expect(names(store)).toEqual(['Good', 'Twin']);
    expect(store.rules[0]).toMatchObject({ id: 'a', enabled: true, cooldownSeconds: 10, always: false });
    expect(store.rules[1]!.id).not.toBe('a');
    expect(notices.messages).toEqual([
      expect.stringMatching(
        /^Some of rules\.json could not be used\. Rule 2 \(Nowhere\) was left out: when is missing\. Rule 3 \(Files\) was left out: then\.0\.url has a value that is not possible\. Rule 4 \(Climber\) .*\. 2 more parts were left out\. The file as it was is kept as rules\.json\.corrupt-/u,
      ),
    ]);
  });

  it('take a secret over that somebody wrote into the file, and encrypt it', async () => {
    const store = await open();
    const id = store.add(draft('Errors', signed));
    await store.flush();
    const document = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await writeFile(file, JSON.stringify({ ...document, secrets: { [id]: { value: 'by hand' } } }));
    const again = await open();
    expect(again.get(id).secret?.value).toBe('by hand');
    await again.flush();
    expect(await readFile(file, 'utf8')).not.toContain('by hand');
  });

  it('say which secrets have to be entered again on another computer', async () => {
    const store = await open();
    const id = store.add(draft('Errors', signed));
    await store.flush();
    const elsewhere = await open(testCipher());
    expect(elsewhere.get(id).secret?.value).toBeNull();
    expect(notices.messages).toEqual(['The secret of webhooks has to be entered in Errors.']);
    elsewhere.update(id, draft('Errors', { ...signed, secret: 'new' }));
    expect(notices.messages).toEqual([]);
  });

  it('keep a secret until the app quits where nothing can be encrypted', async () => {
    const none = sessionOnlyCipher('there is no key store.');
    const store = await open(none);
    const id = store.add(draft('Errors', signed));
    expect(store.get(id).secret?.value).toBe(CANARY);
    await store.flush();
    expect(await allBytes(folder)).not.toContain(CANARY);
    await open(none);
    expect(notices.messages).toEqual(['The secret of webhooks has to be entered in Errors.']);
  });

  it('keep their secret when it is left out of an edit, and let it go with the last webhook that is signed', async () => {
    const store = await open();
    const id = store.add(draft('Errors', signed));
    store.update(id, draft('Faults', { ...signed, secret: null }));
    expect(store.get(id)).toMatchObject({ rule: { name: 'Faults' }, secret: { value: CANARY } });
    store.update(id, draft('Faults'));
    expect(store.get(id).secret).toBeNull();
    expect(() => store.update(id, draft('Faults', { ...signed, secret: null }))).toThrow(
      'Faults signs its webhook, and there is no secret for it.',
    );
  });

  it('refuse what contradicts itself, and more than there may be', async () => {
    const store = await open();
    expect(() => store.add(draft('M', { then: [{ do: 'mute' }, { do: 'desktop' }] }))).toThrow(
      'M cannot be a rule: a rule that mutes does nothing else.',
    );
    for (let n = 0; n < MAX_RULES; n++) store.add(draft(`Rule ${n}`));
    expect(() => store.add(draft('One more'))).toThrow(`There can be ${MAX_RULES} rules at most.`);
  });

  it('come back to their place', async () => {
    const store = await open();
    const ids = ['A', 'B', 'C'].map((name) => store.add(draft(name)));
    const { entry, place } = store.remove(ids[1]!);
    expect(names(store)).toEqual(['A', 'C']);
    store.insert(entry, place);
    expect(names(store)).toEqual(['A', 'B', 'C']);
    expect(() => store.get('gone')).toThrow('This rule is not there any more.');
  });
});

describe('a file of rules', () => {
  it('holds all that rules say, and none of their secrets', async () => {
    const store = await open();
    store.add(draft('Errors', signed));
    const text = writeRules(store.rules);
    expect(text).not.toContain(CANARY);
    expect(JSON.parse(text)).toMatchObject({ streamgauge: 'rules', version: 1, rules: [{ name: 'Errors' }] });
    expect(readRules(text, 'rules.json', 10)).toEqual({ rules: store.rules, problems: [] });
  });

  it('is refused with a sentence when it is none, or of a newer Streamgauge', () => {
    const read = (text: string): unknown => readRules(text, 'a.json', 10);
    expect(() => read('{"streamgauge":"rules"')).toThrow('a.json is not complete JSON.');
    expect(() => read('[]')).toThrow('a.json does not hold rules of Streamgauge.');
    expect(() => read('{"streamgauge":"alert"}')).toThrow('a.json does not hold rules of Streamgauge.');
    expect(() => read('{"streamgauge":"rules","version":2,"rules":[]}')).toThrow('newer Streamgauge');
    expect(() => read('{"streamgauge":"rules","version":1}')).toThrow('a.json has no list of rules.');
  });

  it('gives as many as there is room for, and says what was left out', () => {
    const rules = [1, 2, 3].map((n) => ({
      name: `R${n}`,
      when: { kind: 'loss' },
      then: [{ do: 'desktop' }],
    }));
    const read = readRules(JSON.stringify({ streamgauge: 'rules', version: 1, rules }), 'a.json', 1);
    expect(read.rules.map(({ name }) => name)).toEqual(['R1']);
    expect(read.problems).toEqual([`2 rules were left out: there is room for ${MAX_RULES}.`]);
  });
});

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';
import german from '@shared/sentences/de';
import spanish from '@shared/sentences/es';
import { SentenceBook } from '@shared/sentences/sentence-book';
import type { Notice } from '@shared/ipc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerCall } from '../../../../src/main/ipc/answer-call';
import { exportDone, importCancelled, importDone } from '../../../../src/main/engine/transfer/transfer-words';
import { missingSecretProblem } from '../../../../src/main/engine/source-obstacle';
import { notWritten } from '../../../../src/main/history/export/not-written';
import { ImportReport } from '../../../../src/main/history/import/import-report';
import { inUse } from '../../../../src/main/history/store/folder-lock';
import { CaptureStore } from '../../../../src/main/settings/capture-store';
import { JsonFile } from '../../../../src/main/settings/json-file';
import { readTextFile } from '../../../../src/main/settings/read-text-file';
import { readOptions } from '../../../../src/main/settings/read-options';
import { sessionOnlyCipher } from '../../../../src/main/settings/secret-cipher';
import { SourceStore } from '../../../../src/main/settings/source-store';

const de = new SentenceBook(german, 'de');
const es = new SentenceBook(spanish, 'es');
const cipher = sessionOnlyCipher('the key store of this system is not available.');

let folder: string;
let notices: Notice[];
const sink = {
  raise: (notice: Notice): void => void notices.push(notice),
  withdraw: (): void => undefined,
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentences-'));
  notices = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const thrown = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('Nothing was thrown.');
};

describe('what the engine says about its files', () => {
  it('of a file that could be used in part, is German sentence by sentence', async () => {
    await writeFile(
      join(folder, 'sources.json'),
      JSON.stringify({
        version: 2,
        sources: [
          { id: 'a', name: 'orders', url: 'https://a.example/events', enabled: 'maybe' },
          { id: 'b', name: 'no address' },
          { id: 'c', url: 'ftp//nothing' },
          { id: 'd', url: 'https://d.example/events', resume: 7 },
          { id: 'e', url: 'https://e.example/events', resume: 7 },
        ],
      }),
    );
    const store = await SourceStore.open(folder, cipher, sink);
    await store.flush();
    const { message } = notices.find(({ code }) => code === 'file-partly-used')!;
    expect(de.word(message)).toMatch(
      /^Ein Teil von sources\.json war nicht verwendbar\. Quelle 1 \(orders\): enabled hat einen Wert, der nicht möglich ist\. Quelle 2 \(no address\) wurde ausgelassen\. Die Adresse fehlt\. Quelle 3 wurde ausgelassen\. (?!The).+ 2 weitere Teile wurden ausgelassen\. Die Datei, wie sie war, bleibt als sources\.json\.corrupt-\S+ erhalten\.$/u,
    );
    expect(es.word(message)).toMatch(/^Una parte de sources\.json no se pudo usar\. Fuente 1 \(orders\): /u);
  });

  it.each([
    ['', 'captures.json war nicht verwendbar: sie ist leer.'],
    ['{"captures"', 'captures.json war nicht verwendbar: es ist kein vollständiges JSON.'],
    ['{"version":1}', 'captures.json war nicht verwendbar: eine Liste der Mitschnitte fehlt.'],
  ])('of one that holds %j, is German, with its reason', async (content, expected) => {
    await writeFile(join(folder, 'captures.json'), content);
    await (await CaptureStore.open(folder, sink)).flush();
    const worded = de.word(notices[0]!.message);
    expect(worded.startsWith(`${expected} Sie liegt jetzt beiseite als captures.json.corrupt-`)).toBe(true);
    expect(worded.endsWith(' Eine gute Kopie gibt es nicht, also beginnt sie neu.')).toBe(true);
  });

  it('of one that cannot be saved, gives the reason of the system in German', async () => {
    const file = new JsonFile<object>(
      join(folder, 'x.json'),
      {
        version: 1,
        initial: () => ({}),
        read: (value) => ({ value, problems: [] }),
        write: () => ({ a: 1 }),
      },
      sink,
    );
    await file.load();
    await rm(folder, { recursive: true });
    file.save({});
    await file.flush();
    expect(de.word(notices.at(-1)!.message)).toBe('x.json ließ sich nicht speichern (nicht vorhanden).');
  });

  it('of a newer one, is German', async () => {
    await writeFile(join(folder, 'captures.json'), '{"version":9,"captures":[]}');
    await (await CaptureStore.open(folder, sink)).flush();
    expect(de.word(notices[0]!.message)).toBe(
      'captures.json wurde von einem neueren Streamgauge geschrieben (Format 9). Sie bleibt, wie sie ist; Änderungen bleiben nur bis zum Beenden der App erhalten.',
    );
  });

  it('of a text file, names it and the reason in German', async () => {
    const path = join(folder, 'folder');
    await mkdir(path);
    expect(de.word(await thrown(() => readTextFile(path, 'The private key', 10)))).toBe(
      `Der private Schlüssel lässt sich nicht aus ${path} lesen: es ist ein Ordner.`,
    );
    await writeFile(join(folder, 'big'), 'x'.repeat(5_000));
    expect(de.word(await thrown(() => readTextFile(join(folder, 'big'), 'The body', 2_048)))).toBe(
      `Der Body lässt sich nicht aus ${join(folder, 'big')} lesen: sie ist größer als 2 KiB.`,
    );
    await expect(readFile(path)).rejects.toThrow();
  });

  it('of an export, counts in German and gives sizes with a comma', () => {
    const result = { events: 1_205, bytes: 1_200_000, redacted: 3, leftOut: 1 };
    expect(de.word(exportDone('a.har', result as never))).toBe(
      '1.204 Ereignisse in a.har geschrieben (1,2 MB) und 3 Geheimnisse entfernt. 1 Kommentar oder Zustand hatte im Format keinen Platz.',
    );
    expect(es.word(exportDone('a.har', { ...result, events: 1, leftOut: 0, redacted: 0 } as never))).toBe(
      'Se escribió 1 evento en a.har (1,2 MB).',
    );
    expect(de.word(notWritten('/x/a.csv', { code: 'ENOSPC' }).message)).toBe(
      '/x/a.csv lässt sich nicht schreiben: die Festplatte ist voll.',
    );
  });

  it('of an import, is German with everything that it tells', () => {
    const report = new ImportReport();
    report.events = 2;
    report.problem('truncated', null, 'x', 2);
    expect(de.word(importDone('a.har', report, 3, null))).toBe(
      '2 Ereignisse von 3 Quellen aus a.har gelesen. 2 Stellen darin waren nicht lesbar, wie sie dastehen.',
    );
    report.events = 1;
    expect(es.word(importCancelled('a.har', report))).toBe(
      'La importación de a.har se canceló: se conserva el evento leído hasta entonces.',
    );
    expect(de.word(inUse('/h', 'process 12').message)).toBe('Der Verlauf in /h wird von Prozess 12 benutzt.');
  });
});

describe('what the engine says about sources', () => {
  const draft = {
    name: 'orders',
    url: 'https://a.example/events',
    enabled: false,
    headers: [],
    queryToken: null,
    transports: ['sse'] as const,
    resume: true,
    startFromId: '',
    options: { ...DEFAULT_SOURCE_OPTIONS, signIn: { kind: 'basic' as const, username: 'ada' } },
    secrets: { password: 'hidden' },
  };

  it('of secrets that are needed again, lists them in German', async () => {
    const store = await SourceStore.open(folder, cipher, sink);
    const { id } = store.add(draft as never);
    const moved = { ...draft, url: 'https://b.example/events', secrets: {} };
    expect(de.word(await thrown(() => store.update(id, moved as never)))).toBe(
      'Das Passwort wurde für https://a.example gespeichert. Für https://b.example erneut eingeben.',
    );
    const entry = store.get(id);
    const gone = { value: null, blob: null };
    const problem = missingSecretProblem({
      ...entry,
      headers: [{ name: 'X-Key', enabled: true, secret: true, value: gone }],
      urlMissing: true,
      secrets: { password: gone },
    });
    expect(de.word(problem!.message)).toBe(
      'orders wurde nicht verbunden, erneut einzugeben: die Adresse, X-Key und das Passwort.',
    );
    expect(es.word(problem!.message)).toBe(
      'orders no se conectó; hay que introducir de nuevo: la dirección, X-Key y la contraseña.',
    );
  });

  it('of options, is German with the subject of each sentence', async () => {
    const basic = (username: string): unknown =>
      readOptions({ ...DEFAULT_SOURCE_OPTIONS, signIn: { kind: 'basic', username } }, {});
    expect(de.word(await thrown(() => basic('a\nb')))).toBe(
      'Der Benutzername enthält einen Zeilenumbruch oder ein anderes Steuerzeichen. Ohne das noch einmal einfügen.',
    );
    const urls = { polling: 'https://a.example/?token=hidden' };
    expect(de.word(await thrown(() => readOptions({ ...DEFAULT_SOURCE_OPTIONS, urls }, {})))).toMatch(
      /^Die Adresse für \S+ enthält in der Query ein Geheimnis\. Das Query-Token benutzen, das an jede Adresse angehängt wird\.$/u,
    );
  });

  it('of a call that is wrong, is German', async () => {
    const answer = await answerCall({} as never, 'events.detail', {}, null);
    expect(answer.ok).toBe(false);
    if (!answer.ok)
      expect(de.word(answer.problem.message)).toMatch(/ nimmt das Argument nicht an\. Erwartet: /u);
  });
});

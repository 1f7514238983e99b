import { createServer } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { toProblem, type Problem } from '@shared/errors';
import de from '@shared/sentences/de';
import es from '@shared/sentences/es';
import { SentenceBook } from '@shared/sentences/sentence-book';
import { TokenStore } from '../../../../src/main/hub/auth/token-store';
import { createHub, type HubPublication } from '../../../../src/main/hub/hub';
import { notWhole, notWritten, taken } from '../../../../src/main/hub/journal-problems';
import { tempFolder } from '../../main/settings/temp-folder';

const german = new SentenceBook(de, 'de');
const spanish = new SentenceBook(es, 'es');

/** What went wrong, as a window says it: the sentence, and what to do. */
const words = (book: SentenceBook, { message, hint = '' }: Problem): string =>
  `${book.word(message)} ${book.word(hint)}`.trim();

function problemOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    return toProblem(error);
  }
  throw new Error('Nothing went wrong.');
}

describe('the sentences of the hub in another language', () => {
  const full = Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' });

  it('name what is wrong with the disk, with the reason in words', () => {
    expect(words(german, notWritten('/data/hub-log', full))).toBe(
      'Der Verlauf lässt sich nicht nach /data/hub-log schreiben: die Festplatte ist voll. Ereignisse werden trotzdem zugestellt. ' +
        'Was bis dahin nicht in den Speicher passt, fehlt nach einem Neustart.',
    );
    expect(spanish.word(notWritten('C:\\data\\hub. Log', full).message)).toBe(
      'El historial no se puede escribir en C:\\data\\hub. Log: el disco está lleno.',
    );
    expect(german.word(notWritten('/data', Object.assign(new Error('x'), { code: 'EXDEV' })).message)).toBe(
      'Der Verlauf lässt sich nicht nach /data schreiben: EXDEV.',
    );
    expect(words(german, taken('/data'))).toBe(
      'Ein anderer Hub hält seinen Verlauf jetzt in /data, deshalb tut dieser es nicht mehr. Jedem Hub einen eigenen Ordner geben und diesen neu starten.',
    );
  });

  it('count what was damaged', () => {
    const said = ([damaged, torn]: [number, number]): string =>
      german.word(notWhole('/data', damaged, torn).message);
    expect(
      (
        [
          [0, 12],
          [1, 0],
          [3, 0],
          [1, 12],
          [3, 12],
        ] as [number, number][]
      ).map(said),
    ).toEqual([
      'Der Verlauf in /data war nicht ganz: Ein abgerissenes Ende von 12 Bytes wurde abgeschnitten.',
      'Der Verlauf in /data war nicht ganz: 1 beschädigter Eintrag wurde ausgelassen.',
      'Der Verlauf in /data war nicht ganz: 3 beschädigte Einträge wurden ausgelassen.',
      'Der Verlauf in /data war nicht ganz: 1 beschädigter Eintrag wurde ausgelassen und ein abgerissenes Ende von 12 Bytes abgeschnitten.',
      'Der Verlauf in /data war nicht ganz: 3 beschädigte Einträge wurden ausgelassen und ein abgerissenes Ende von 12 Bytes abgeschnitten.',
    ]);
  });

  it('say why an event is refused', () => {
    const hub = createHub();
    const event: HubPublication = { channel: 'a', data: 1 };
    hub.publish({ ...event, id: 'x' });
    const refused = (part: Partial<HubPublication>): string =>
      words(
        german,
        problemOf(() => hub.publish({ ...event, ...part })),
      );
    expect(refused({ event: 'ab\u202ec' })).toBe(
      'Der Ereignistyp hat ein unzulässiges Zeichen (U+202E) an Stelle 3. Zeilenumbrüche, Steuerzeichen und Richtungszeichen sind dort nicht erlaubt.',
    );
    expect(refused({ id: 'x' })).toBe(
      'Ein Ereignis mit der ID "x" ist schon im Verlauf. Eine andere ID verwenden oder keine. War dies ein zweiter Versuch, kam der erste an.',
    );
    expect(refused({ id: '' })).toMatch(/^Die Ereignis-ID ist leer\. Ohne ID vergibt der Hub eine\./u);
    expect(refused({ retry: -1 })).toBe(
      'Der Wert von retry ist keine ganze Zahl in Millisekunden. 0 bis 2.147.483.647 verwenden.',
    );
    expect(refused({ data: 'x'.repeat(20_000_000) })).toMatch(
      /^Das Ereignis braucht auf der Leitung mehr als \d+ Bytes\. Große/u,
    );
  });

  it('say what is wrong with a token', () => {
    const tokens = new TokenStore();
    expect(
      words(
        spanish,
        problemOf(() => tokens.create({ name: '', scopes: ['publish'], channels: [] })),
      ),
    ).toBe(
      'El campo name del token nuevo tiene una forma incorrecta. Un token tiene un nombre de 1 a 64 caracteres, uno o dos permisos y hasta 100 canales.',
    );
  });

  it('say why it cannot listen', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const hub = createHub({ port });
    await hub.start().catch(() => undefined);
    other.close();
    const { state } = hub.snapshot();
    expect(state.phase === 'failed' && words(german, state.reason)).toBe(
      `Port ${port} auf 127.0.0.1 ist schon belegt. Einen anderen Port wählen, 0 für irgendeinen freien, oder das Programm beenden, das ihn belegt.`,
    );
  });
});

describe('the sentences of the hub’s log on disk in another language', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await tempFolder();
  });

  it('say why it cannot be kept', async () => {
    const path = join(folder, 'log');
    const [one, two] = [createHub({ persistFolder: path }), createHub({ persistFolder: path })];
    await one.start();
    const inUse = await two.start().then(() => null, toProblem);
    await one.stop();
    expect(words(german, inUse!)).toBe(
      `Dieser Prozess hält seinen Verlauf schon in ${path}. Ihn beenden oder jedem Hub einen eigenen Ordner geben. Die Sperre eines ausgefallenen Rechners gilt nach 15 s nicht mehr.`,
    );
    mkdirSync(join(folder, 'x'));
    writeFileSync(join(folder, 'x/log'), '');
    const noFolder = createHub({ persistFolder: join(folder, 'x/log') });
    const unavailable = await noFolder.start().then(() => null, toProblem);
    expect(german.word(unavailable!.message)).toBe(
      `Der Verlauf lässt sich nicht in ${join(folder, 'x/log')} halten (EEXIST).`,
    );
  });
});

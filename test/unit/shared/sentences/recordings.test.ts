import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toProblem, type Problem } from '@shared/errors';
import de from '@shared/sentences/de';
import es from '@shared/sentences/es';
import { SentenceBook } from '@shared/sentences/sentence-book';
import { createHub } from '../../../../src/main/hub/hub';
import { badLines } from '../../../../src/main/recordings/play-file';
import { Recordings } from '../../../../src/main/recordings/recordings';
import { eventually } from '../../../support/eventually';
import { tempFolder } from '../../main/settings/temp-folder';

const german = new SentenceBook(de, 'de');
const spanish = new SentenceBook(es, 'es');
const words = (book: SentenceBook, { message, hint = '' }: Problem): string =>
  `${book.word(message)} ${book.word(hint)}`.trim();

describe('the sentences of recordings in another language', () => {
  let folder: string;
  let recordings: Recordings;

  beforeEach(async () => {
    folder = await tempFolder();
    const hub = createHub();
    recordings = new Recordings({
      folder: join(folder, 'recordings'),
      publish: (publication) => hub.publish(publication),
    });
  });

  afterEach(() => recordings.close());

  const importing = (path: string): Promise<Problem> =>
    recordings.importFile(path).then(() => {
      throw new Error('It was read.');
    }, toProblem);

  it('say in words why a file cannot be read', async () => {
    await recordings.open();
    const missing = join(folder, 'a. B.ndjson');
    expect(words(german, await importing(missing))).toBe(
      `${missing} ist nicht lesbar (nicht vorhanden). Prüfen, ob die Datei da und lesbar ist.`,
    );
    expect(spanish.word((await importing(folder)).message)).toBe(
      `${folder} no se puede leer (no es un archivo normal).`,
    );
    const empty = join(folder, 'empty');
    writeFileSync(empty, '\n');
    expect(words(german, await importing(empty))).toBe(
      `${empty} enthält keine Ereignisse. Eine Aufzeichnung angeben, die Ausgabe von streamgauge tail, einen mitgeschnittenen Ereignisstrom oder eine Textdatei.`,
    );
  });

  it('say why their folder cannot be used', async () => {
    writeFileSync(join(folder, 'recordings'), '');
    await recordings.open();
    expect(words(german, recordings.state().problem!)).toBe(
      `Der Ordner der Aufzeichnungen ist nicht verwendbar (etwas anderes hat schon diesen Namen). Prüfen, ob ${join(folder, 'recordings')} ein beschreibbarer Ordner ist.`,
    );
  });

  it('hold what the hub says of an event', async () => {
    await recordings.open();
    const file = join(folder, 'tab.txt');
    writeFileSync(file, 'event: a\tb\ndata: 1\n\n');
    const id = await recordings.importFile(file);
    await recordings.play({ id, speed: 'max' });
    await eventually(() => expect(recordings.state().problem).not.toBeNull(), { timeoutMs: 5_000 });
    expect(words(german, recordings.state().problem!)).toBe(
      'Der Hub hat ein Ereignis der Aufzeichnung abgelehnt: Der Ereignistyp hat ein unzulässiges Zeichen (U+0009) an Stelle 2. ' +
        'Zeilenumbrüche, Steuerzeichen und Richtungszeichen sind dort nicht erlaubt.',
    );
  });

  it('count lines that could not be used', () => {
    expect(german.word(badLines('/a/b.txt', 1).message)).toBe(
      'Eine Zeile von /a/b.txt war nicht verwendbar.',
    );
    expect(words(german, badLines('/a/b.txt', 3))).toBe(
      '3 Zeilen von /a/b.txt waren nicht verwendbar. Solche Zeilen sind zu lang oder keine Ereignisse. Der Rest wird verwendet.',
    );
  });
});

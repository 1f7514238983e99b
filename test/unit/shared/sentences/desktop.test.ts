/** What the app says as a part of the desktop, made by what says it, comes out whole in the other languages. */
import { describe, expect, it } from 'vitest';
import german from '@shared/sentences/de';
import spanish from '@shared/sentences/es';
import { SentenceBook } from '@shared/sentences/sentence-book';
import { readStartArguments } from '../../../../src/main/shell/start-arguments';
import { updateChoice, type Installation } from '../../../../src/main/shell/updates/update-choice';

const de = new SentenceBook(german, 'de');
const es = new SentenceBook(spanish, 'es');
const refused = (argument: string): string =>
  readStartArguments([argument], '/', 'win32').problems[0]!.message;

describe('a start that asks for what is not taken', () => {
  it.each([
    [
      'streamgauge://connect?url=https%3A%2F%2Fbank.example%40evil.example%2F',
      'Ein Link, der eine Quelle anbietet, wurde nicht angenommen: seine Adresse hat einen Namen vor dem @ und führte in Wahrheit zu evil.example.',
    ],
    [
      'streamgauge://connect?url=https%3A%2F%2Fa.example%2F%7B%7Btoken%7D%7D',
      'Ein Link, der eine Quelle anbietet, wurde nicht angenommen: seine Adresse enthält eine {{variable}}.',
    ],
    [
      'streamgauge://open?x=1',
      'Ein Link, der eine Quelle anbietet, wurde nicht angenommen: bekannt ist nur streamgauge://connect?url=….',
    ],
    [
      '\\\\server\\share\\a.ndjson',
      '“\\\\server\\share\\a.ndjson” wurde nicht geöffnet: sie liegt auf einer Netzwerkfreigabe.',
    ],
    ['notes.txt', 'Streamgauge sollte “notes.txt” öffnen, was weder ein Link noch eine eigene Datei ist.'],
  ])('%s', (argument, inGerman) => {
    expect(de.word(refused(argument))).toBe(inGerman);
    expect(es.word(refused(argument))).not.toMatch(/\b(?:the|was|its|has|only)\b/u);
  });
});

it('says why an installation looks for no updates', () => {
  const here: Installation = {
    packaged: true,
    platform: 'linux',
    packageType: 'deb',
    appImage: false,
    replaceable: true,
    portable: false,
    publisher: false,
    feed: null,
  };
  const choice = updateChoice('latest', here);
  expect(choice.on ? '' : de.word(choice.why)).toBe(
    'Aktualisierungen bringt die Paketverwaltung dieses Systems.',
  );
});

import { describe, expect, it } from 'vitest';
import { MAX_LINES, trayState, type TrayFacts } from '../../../../src/main/shell/tray-state';
import { shellWords } from '../../../../src/main/shell/words/shell-words';

const facts = (...phases: TrayFacts['sources'][number]['phase'][]): TrayFacts => ({
  sources: phases.map((phase, index) => ({ id: `id${index}`, name: `s${index}`, phase })),
  unread: 0,
  doNotDisturb: false,
});
const state = (given: TrayFacts, language: 'en' | 'de' = 'en'): ReturnType<typeof trayState> =>
  trayState(given, shellWords(language).tray);

describe('the tray', () => {
  it('says how many sources are open, in words and with a picture', () => {
    expect(state(facts('open', 'open', 'paused'))).toMatchObject({
      picture: 'normal',
      tooltip: 'Streamgauge: 2 of 3 sources open',
      lines: [
        { id: 'id0', text: 's0: open' },
        { id: 'id1', text: 's1: open' },
        { id: 'id2', text: 's2: paused' },
      ],
      canPause: true,
      canResume: true,
    });
    expect(state(facts())).toMatchObject({ summary: 'No sources yet', canPause: false, canResume: false });
  });

  it('shows trouble before what is unread, and says both', () => {
    expect(state({ ...facts('open'), unread: 4 })).toMatchObject({ picture: 'unread', unread: '4 unread' });
    expect(state({ ...facts('open', 'waiting', 'stopped'), unread: 4 })).toMatchObject({
      picture: 'trouble',
      tooltip: 'Streamgauge: 1 of 3 sources open, 2 in trouble, 4 unread',
    });
  });

  it('lists what is in trouble first, and says how many it leaves out', () => {
    const { lines } = state(facts(...Array<'open'>(MAX_LINES + 11).fill('open'), 'stopped'));
    expect(lines).toHaveLength(MAX_LINES + 1);
    expect(lines[0]).toEqual({ id: `id${MAX_LINES + 11}`, text: `s${MAX_LINES + 11}: stopped` });
    expect(lines.at(-1)).toEqual({ id: null, text: '12 more' });
  });

  it('shows names as one short line of plain text', () => {
    const name = `a\nb\u202e${'x'.repeat(100)}`;
    const [line] = state({ ...facts(), sources: [{ id: 'a', name, phase: 'open' }] }).lines;
    expect(line?.text).toBe(`a b${'x'.repeat(37)}: open`);
  });

  it('speaks the language of the window', () => {
    expect(state({ ...facts('open', 'waiting'), unread: 1 }, 'de').tooltip).toBe(
      'Streamgauge: 1 von 2 Quellen offen, 1 gestört, 1 ungelesen',
    );
  });
});

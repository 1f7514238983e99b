import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readStartArguments } from '../../../../src/main/shell/start-arguments';
import { StartRequests, type RequestedOfEngine } from '../../../../src/main/shell/start-requests';
import { shellWords } from '../../../../src/main/shell/words/shell-words';
import { eventually } from '../../../support/eventually';

const { questions } = vi.hoisted(() => ({
  questions: [] as { message: string; detail: string; defaultId: number; answer(button: number): void }[],
}));
vi.mock('electron', () => ({
  dialog: {
    showMessageBox: (_window: unknown, options: { message: string; detail: string; defaultId: number }) =>
      new Promise((resolve) => {
        questions.push({ ...options, answer: (response) => resolve({ response }) });
      }),
  },
}));

let folder: string;
/** What happened, in order. */
let done: string[];
let letIn: () => void;
let requests: StartRequests;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-start-'));
  questions.length = 0;
  done = [];
  const begun = new Promise<void>((resolve) => (letIn = resolve));
  const engine: RequestedOfEngine = {
    startDemo: () => Promise.resolve(done.push('demo')),
    openConfiguration: (path) => {
      done.push(`preview ${path.slice(folder.length + 1)}`);
      return Promise.resolve({} as never);
    },
    importFiles: (paths) => {
      done.push(`import ${paths.map((path) => path.slice(folder.length + 1)).join()}`);
      return [];
    },
    raiseNotice: ({ code }) => done.push(`notice ${code}`),
  };
  requests = new StartRequests({
    words: () => shellWords('en'),
    begun,
    show: () => {
      done.push('window');
      return {} as BrowserWindow;
    },
    openWindow: () => done.push('new window'),
    command: (_window, command) => done.push('url' in command ? `offer ${command.url}` : command.action),
    engine: Promise.resolve(engine),
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const take = (...all: string[]): void => requests.take(readStartArguments(all, folder, 'linux'));
const file = (name: string, text: string): void => writeFileSync(join(folder, name), text);
/** Everything that was on its way has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what a start asks for', () => {
  it('waits while the app is still starting, when there can be no window', async () => {
    take('https://example.com/events');
    take('--new-window');
    await settled();
    expect(done).toEqual([]);
    letIn();
    await eventually(() =>
      expect(done).toEqual(['window', 'offer https://example.com/events', 'new window']),
    );
  });

  it('offers every address of a start, each once and in order', async () => {
    letIn();
    take('https://a.example/', 'streamgauge://connect?url=https%3A%2F%2Fb.example%2F', 'https://a.example/');
    await eventually(() =>
      expect(done.filter((one) => one !== 'window')).toEqual([
        'offer https://a.example/',
        'offer https://b.example/',
      ]),
    );
  });

  it('asks before it takes anything of a file, and no is the answer of Enter and Esc', async () => {
    letIn();
    file('night.ndjson', '{"data":1}\n');
    take('night.ndjson');
    await eventually(() => expect(questions).toHaveLength(1));
    expect(questions[0]).toMatchObject({
      message: 'Import the events of “night.ndjson”?',
      detail: expect.stringContaining('(11 B)') as string,
      defaultId: 1,
      cancelId: 1,
    });
    questions[0]!.answer(1);
    take('--demo');
    await eventually(() => expect(done).toContain('demo'));
    expect(done.filter((one) => one.startsWith('import'))).toEqual([]);
  });

  it('asks one thing after another, and leaves out what comes while eight wait, and says so', async () => {
    letIn();
    file('setup.streamgauge', '{}');
    for (let i = 0; i < 12; i++) take('setup.streamgauge');
    await eventually(() => expect(questions).toHaveLength(1));
    await eventually(() => expect(done).toContain('notice too-many-requests'));
    for (let i = 0; i < 8; i++) {
      await eventually(() => expect(questions).toHaveLength(i + 1));
      questions[i]!.answer(0);
    }
    await eventually(() => expect(done.filter((one) => one === 'preview setup.streamgauge')).toHaveLength(8));
    await settled();
    expect(questions).toHaveLength(8);
  });

  it('refuses what is not there, and a folder that is called like a file', async () => {
    letIn();
    mkdirSync(join(folder, 'folder.ndjson'));
    take('gone.ndjson');
    take('folder.ndjson');
    await eventually(() => expect(done.filter((one) => one === 'notice file-not-opened')).toHaveLength(2));
    expect(questions).toEqual([]);
  });
});

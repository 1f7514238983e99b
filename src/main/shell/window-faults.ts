import { app, type WebContents } from 'electron';

/** What is told of. */
export interface WindowFaults {
  /** An error on the console of a page. */
  onError(message: string, place: string): void;
  /** The process of a page, or one of Chromium's helpers, ended when it should not. */
  onGone(what: string, reason: string, exitCode: number): void;
}

/** Electron 25 calls with these; newer ones put the same into the event. */
type ConsoleArguments = readonly [level?: number, message?: string, line?: number, place?: string];
interface ConsoleEvent {
  readonly level?: unknown;
  readonly message?: unknown;
  readonly lineNumber?: unknown;
  readonly sourceId?: unknown;
}

const ERROR_LEVEL = 3;

/** Listens to what fails in windows and in the processes behind them, those to come included. */
export function watchWindowFaults({ onError, onGone }: WindowFaults): void {
  app.on('web-contents-created', (_event, contents) => {
    listen(contents, (event, [level, message, line, place]) => {
      if (event.level === 'error') onError(String(event.message), placeOf(event.sourceId, event.lineNumber));
      else if (level === ERROR_LEVEL && event.level === undefined)
        onError(message ?? '', placeOf(place, line));
    });
  });
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
    if (reason !== 'clean-exit') onGone('window', reason, exitCode);
  });
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    if (reason !== 'clean-exit') onGone(name ?? type, reason, exitCode);
  });
}

function listen(contents: WebContents, take: (event: ConsoleEvent, rest: ConsoleArguments) => void): void {
  // The types are of one Electron, and the app runs in two whose arguments differ.
  const on = contents.on.bind(contents) as unknown as (
    name: 'console-message',
    listener: (event: ConsoleEvent, ...rest: ConsoleArguments) => void,
  ) => void;
  on('console-message', (event, ...rest) => take(event, rest));
}

const placeOf = (file: unknown, line: unknown): string => `${String(file ?? '')}:${String(line ?? '')}`;

import { clipboard } from 'electron';
import type { Engine } from '../engine/engine-api';
import type { CallHandlers } from '../ipc/answer-call';
import type { Caller } from '../ipc/bind';
import { offerFeedPort } from '../ipc/feed-port';
import type { WindowCommands } from '../ipc/window-commands';
import type { WindowSight } from '../ipc/window-sight';
import { askForCaptures } from './ask-for-captures';
import { askWhereToSaveConfiguration, configurationFile } from './ask-for-configuration';
import { askForFile, recordingFile } from './ask-for-file';
import { askWhereToSaveRules, rulesFile } from './ask-for-rules';
import { askWhereToExport } from './ask-where-to-export';
import { askWhereToSaveDiagnostics } from './ask-where-to-save-diagnostics';
import type { Desktop } from './desktop';
import type { DesktopNotifications } from './desktop-notifications';
import { pickText } from './pick-text';
import { safeOpenExternal } from './safe-open-external';
import { saveChart } from './save-chart';
import { saveTypescript } from './save-typescript';
import type { Updates } from './updates/updates';
import { controlWindow } from './window';
import type { Windows } from './windows';
import type { ShellWords } from './words/en';

export interface WindowCallsOptions {
  readonly engine: Engine;
  readonly windows: Windows;
  readonly desktop: Desktop;
  readonly notifications: DesktopNotifications;
  readonly updates: Updates;
  readonly commands: WindowCommands;
  readonly sight: WindowSight;
  /** Asked for each time. */
  words(): ShellWords;
}

/** What a window may ask for: what the engine answers, and what takes the system or the window itself. */
export function windowCalls(parts: WindowCallsOptions): CallHandlers<Caller> {
  const { engine, windows, desktop, notifications, updates, commands, sight, words } = parts;
  return {
    ...engine.calls,
    'app.start': async (none, caller) => {
      const state = await engine.calls['app.start'](none);
      commands.listens(caller.window);
      return { ...state, opening: windows.openingOf(caller.window) };
    },
    'app.window': (action, caller) => controlWindow(caller.window, action),
    'app.openWindow': (opening) => windows.open(opening),
    'app.desktop': async () => ({ trayIsShown: await desktop.isInTray() }),
    'app.shows': (shown, caller) => {
      windows.shows(caller.window, shown);
      notifications.showing(caller.window, shown.view);
    },
    'app.openExternal': (address, caller) => safeOpenExternal(caller.window, address, words()),
    'app.copy': (text) => clipboard.writeText(text),
    'app.pickText': (kind, caller) => pickText(caller.window, kind, words()),
    'app.update': (step) => updates.step(step),
    'app.saveChart': (file, caller) => saveChart(caller.window, file, words()),
    'sources.copyAs': ({ id, format, secrets }) => {
      clipboard.writeText(engine.asCode(id, format, secrets));
      return engine.asCode(id, format, false);
    },
    'configuration.export': async (_none, caller) => {
      const path = await askWhereToSaveConfiguration(caller.window, words());
      if (path !== null) await engine.exportConfiguration(path);
      return path;
    },
    'configuration.open': async (_none, caller) => {
      const path = await askForFile(caller.window, configurationFile(words()), words());
      return path === null ? null : engine.openConfiguration(path);
    },
    'export.start': async (draft, caller) => {
      const path = await askWhereToExport(caller.window, draft.format, words());
      return path === null ? null : engine.exportTo(path, draft);
    },
    'import.pick': async (_none, caller) => engine.importFiles(await askForCaptures(caller.window, words())),
    'recordings.import': async (_none, caller) => {
      const path = await askForFile(caller.window, recordingFile(words()), words());
      return path === null ? null : engine.importRecording(path);
    },
    'rules.export': async (_none, caller) => {
      const path = await askWhereToSaveRules(caller.window, words());
      if (path !== null) await engine.exportRules(path);
      return path;
    },
    'rules.import': async (_none, caller) => {
      const path = await askForFile(caller.window, rulesFile(words()), words());
      return path === null ? null : engine.importRules(path);
    },
    'shapes.saveTypescript': async ({ sourceId, name }, caller) =>
      saveTypescript(caller.window, name, await engine.calls['shapes.typescript'](sourceId), words()),
    'app.saveDiagnostics': async (_none, caller) => {
      const path = await askWhereToSaveDiagnostics(caller.window, words());
      if (path !== null) await engine.saveDiagnostics(path);
      return path;
    },
    'feed.open': (_none, caller) => engine.openFeed(offerFeedPort(caller.window, sight)),
  };
}

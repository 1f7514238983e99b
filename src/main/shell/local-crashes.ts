import { app, crashReporter } from 'electron';

/** Has crash dumps written to this folder, of every process, and sends none. Before the app is ready: later ones miss some. */
export function keepCrashesLocal(folder: string): void {
  app.setPath('crashDumps', folder);
  crashReporter.start({ uploadToServer: false, ignoreSystemCrashHandler: false });
}

import { app } from 'electron';

/**
 * Takes Chromium's debugging switches off the command line: whoever can start the installed app with arguments
 * could otherwise drive its window from outside. Node's own switches are off by fuse (electron-builder.yml).
 */
export function dropDebuggingSwitches(): void {
  for (const name of ['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address']) {
    app.commandLine.removeSwitch(name);
  }
}

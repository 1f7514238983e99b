import { app } from 'electron';
import { pruneCrashDumps } from '../diagnostics/crash-dumps';
import type { Log } from '../diagnostics/log';
import { watchSlowTurns } from '../diagnostics/slow-turns';
import { BUILD } from './build';
import { keepCrashesLocal } from './local-crashes';
import { watchWindowFaults } from './window-faults';

/**
 * Takes down what runs, and what goes wrong outside the engine.
 * @param crashFolder where crash dumps go
 */
export function keepLog(log: Log, crashFolder: string): void {
  const { electron, chrome, node } = process.versions;
  log.info('app', 'Streamgauge starts.', {
    version: app.getVersion(),
    electron,
    chrome,
    node,
    platform: process.platform,
    system: process.getSystemVersion(),
    commit: BUILD.commit,
  });
  keepCrashesLocal(crashFolder);
  void pruneCrashDumps(crashFolder).then((gone) => {
    if (gone > 0) log.info('app', `${gone} old crash dumps were deleted.`, { gone });
  });
  watchWindowFaults({
    onError: (message, place) => log.error('window', message, { place }),
    onGone: (what, reason, exitCode) =>
      log.error('window', `A process of the app ended: ${what}, ${reason}.`, { reason, exitCode }),
  });
  watchSlowTurns(log);
  process.on('exit', () => log.flushNow());
}

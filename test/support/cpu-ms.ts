/** Tests of the renderer use this too, and their types know nothing of Node. */
declare const process: { cpuUsage(): { readonly user: number; readonly system: number } };

/**
 * Processor time that this process has used so far, in ms: what a bound on work is held against, as the time on the clock also
 * counts what other processes do on a busy machine.
 */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import { createHub, type Hub } from '../main/hub/hub';
import type { HubLogRecord } from '../main/hub/options';
import type { CommandIo } from './command-io';
import { EXIT } from './exit-codes';
import { startFeeds } from './feeds';
import { hubOptions } from './hub-options';
import { logWriter } from './log-writer';
import type { ReadOptions } from './read-serve-options';
import { redisLink } from './redis-link';
import type { ServeSettings } from './serve-options';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * `streamgauge serve`: runs a hub until the signal is aborted, then tells its clients when to come back.
 * @returns the exit code: 0 when it was ended, 2 for settings that do not go together, 3 when it could not listen
 */
export async function serve({ settings, warnings }: ReadOptions, io: CommandIo): Promise<number> {
  const write = logWriter(settings.log, settings.logLevel, io.stderr);
  const log = (level: HubLogRecord['level'], event: string, fields: Record<string, unknown> = {}): void =>
    write({ ...fields, level, event, at: Date.now() });
  const warn = ({ code, message, hint }: Problem): void => log('warn', code, { message, hint });

  let hub: Hub;
  let url: string;
  try {
    const options = await hubOptions(settings);
    const backplane = redisLink(settings, (level, message) => log(level, 'redis', { message }));
    hub = createHub({
      ...options,
      ...(backplane && { backplane }),
      log: write,
      onError(error) {
        const { code, message } = toProblem(error);
        log('error', code, { message });
      },
    });
  } catch (error) {
    return failed(error, EXIT.badArguments, io);
  }
  try {
    ({ url } = await hub.start());
  } catch (error) {
    return failed(error, EXIT.couldNotConnect, io);
  }
  try {
    for (const warning of [...warnings, ...exposure(settings), ...idleSecrets(settings)]) warn(warning);
    // Nobody has to read it.
    await announce(settings, url, io).catch(() => undefined);
    const feeds = startFeeds(settings, hub, { warn, signal: io.signal });
    await aborted(io.signal);
    log('info', 'stopping');
    await feeds;
  } finally {
    await hub.stop();
  }
  return EXIT.done;
}

/** Says where it is, on stdout: as a sentence, or as JSON where all output is. */
async function announce(settings: ServeSettings, url: string, { stdout }: CommandIo): Promise<void> {
  const address = settings.publicUrl?.replace(/\/$/u, '') ?? url;
  if (settings.log === 'json') {
    await stdout(
      `${JSON.stringify({ time: new Date().toISOString(), level: 'info', event: 'ready', url, address })}\n`,
    );
    return;
  }
  await stdout(`Listening on ${url}/events\n`);
  if (settings.publicUrl !== undefined) await stdout(`Clients use ${address}/events\n`);
  if (settings.access !== 'all') await stdout(`Watch it with: curl -N '${address}/events?channel=**'\n`);
}

/** What somebody who listens beyond loopback must know. */
function exposure({ host, access, tlsCert, publicUrl }: ServeSettings): Problem[] {
  if (LOOPBACK.has(host)) return [];
  const warnings: Problem[] = [];
  if (access === 'publish') {
    warnings.push({
      code: 'readers-not-asked',
      message: `Everybody who reaches ${host} can read every channel: only publishers need a token.`,
      hint: 'Use --access all if that is not meant.',
    });
  }
  if (tlsCert === undefined && publicUrl?.startsWith('https:') !== true) {
    warnings.push({
      code: 'not-encrypted',
      message: `Tokens and events travel to ${host} as plain text.`,
      hint: 'Use --tls-cert and --tls-key, or a proxy with TLS in front and its https address as --public-url.',
    });
  }
  return warnings;
}

/** Access that is probably not what was meant. */
function idleSecrets({ access, tokens, jwtSecret, jwtPublicKey, jwksUrl }: ServeSettings): Problem[] {
  const any = tokens.length > 0 || [jwtSecret, jwtPublicKey, jwksUrl].some((key) => key !== undefined);
  if (access === 'open' && any) {
    return [
      {
        code: 'nobody-asked',
        message: 'Tokens or keys are given, but nobody is asked for them: everybody may read and publish.',
        hint: 'Use --access publish or --access all.',
      },
    ];
  }
  if (access === 'open' || any) return [];
  return [
    {
      code: 'nobody-let-in',
      message: `${access === 'all' ? 'Readers and publishers' : 'Publishers'} need a token, and there is none.`,
      hint: 'Give --token, --jwt-secret, --jwt-public-key or --jwks-url.',
    },
  ];
}

/** Tells of an error that belongs to the settings or the machine; any other is a mistake of ours. */
function failed(error: unknown, code: number, { stderr }: CommandIo): number {
  if (!(error instanceof StreamgaugeError)) throw error;
  stderr(`streamgauge: ${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}\n`);
  return code;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

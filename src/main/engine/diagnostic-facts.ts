import type { Attempt, ConnectionState } from '@shared/connection';
import type { HistoryState } from '@shared/history';
import type { HubSnapshot } from '@shared/hub';
import type { StartState } from '@shared/ipc';
import type { Settings } from '@shared/settings';
import type { SourceSnapshot } from '@shared/source';
import { maskAddress } from '../diagnostics/redactor';

/** Newest attempts of a source that go into a bundle. */
const ATTEMPTS = 25;

/** The settings without what a person wrote or what came with events: of that only how much there is. */
export function settingsFacts({
  savedQueries,
  pinnedChannels,
  mutedChannels,
  tables,
  ...settings
}: Settings): unknown {
  return {
    ...settings,
    savedQueries: savedQueries.length,
    pinnedChannels: pinnedChannels.length,
    mutedChannels: mutedChannels.length,
    tables: Object.keys(tables).length,
  };
}

/** A source and its connection: no value of a header, no body, no id of an event. */
export function sourceFacts(source: SourceSnapshot): unknown {
  const { config, state, ladder, attempts, counters, numbers } = source;
  const { options } = config;
  return {
    id: config.id,
    name: config.name,
    address: maskAddress(config.url),
    enabled: config.enabled,
    transports: config.transports,
    resume: config.resume,
    headers: config.headers.map(({ name, enabled, secret, missing }) => ({
      name,
      enabled,
      hidden: secret,
      missing,
    })),
    hasQueryToken: config.queryToken !== null,
    method: options.method,
    signIn: options.signIn.kind,
    proxy: options.proxy.kind,
    checksCertificates: !options.tls.insecure,
    hasClientCertificate: options.tls.certificate !== '',
    backoff: options.backoff,
    ladder: ladder.map(({ transport, state: rung, reason, since }) => ({
      transport,
      state: rung,
      reason,
      since,
    })),
    state: stateFacts(state),
    attempts: attempts.slice(-ATTEMPTS).map(attemptFacts),
    counters,
    numbers,
    warning: source.warning,
    resumeProblem: source.resumeProblem,
    lastByteAt: source.lastByteAt,
    lastEventAt: source.lastEventAt,
    usualIntervalMs: source.usualIntervalMs,
    serverRetryMs: source.serverRetryMs,
  };
}

function stateFacts(state: ConnectionState): unknown {
  if (state.phase !== 'open') return state;
  const { headers, url, ...via } = state.via;
  return { ...state, via: { ...via, url: maskAddress(url), headers: Object.keys(headers) } };
}

function attemptFacts({ lastEventIdSent, audit, ...attempt }: Attempt): unknown {
  return {
    ...attempt,
    sentLastEventId: lastEventIdSent !== null,
    audit: audit && {
      verdict: audit.verdict,
      downMs: audit.downMs,
      replayed: audit.replayed,
      duplicates: audit.duplicates,
      missing: audit.missing,
    },
  };
}

/** Everything else in numbers. */
export function appFacts({
  hub,
  history,
  rates,
  rules,
  shapes,
  inbox,
  recordings,
  captures,
  jobs,
  notices,
  secretsKept,
}: StartState): unknown {
  return {
    hub: hubFacts(hub),
    history: historyFacts(history),
    rates: { sources: rates.sources, channels: rates.channels.length, types: rates.types.length },
    rules: rules.rules.map(({ id, enabled, when, then, firedToday, lastFired, heldBack, problem }) => ({
      id,
      enabled,
      when: when.kind,
      then: then.map(({ do: action }) => action),
      firedToday,
      lastFired,
      heldBack,
      problem: problem?.code ?? null,
    })),
    shapes: shapes.sources.map(({ sourceId, types, findings, schema }) => ({
      sourceId,
      types,
      findings,
      hasSchema: schema !== null,
    })),
    inbox: { items: inbox.items.length, unread: inbox.unread, dropped: inbox.dropped, muted: inbox.muted },
    recordings: recordings.recordings.length,
    captures: captures.length,
    jobs: jobs.length,
    notices,
    secretsKept,
  };
}

function hubFacts({
  state,
  access,
  clients,
  channels,
  tokens,
  published,
  history,
  warnings,
}: HubSnapshot): unknown {
  return {
    state,
    access,
    clients: clients.map(({ transport, sent, skipped, behind, lagMs, queuedBytes, connectedAt }) => ({
      transport,
      connectedAt,
      sent,
      skipped,
      behind,
      lagMs,
      queuedBytes,
    })),
    channels: channels.length,
    tokens: tokens.length,
    published,
    history,
    warnings,
  };
}

function historyFacts({ cleared, ...history }: HistoryState): unknown {
  return { ...history, cleared: cleared !== null };
}

/** Ways between a client and a hub, good and bad. */
import type { SourceWishes } from '../fleet/source-config';
import { MICROSOCKS, SQUID, startMicrosocks, startSquid } from '../proxies/forward-proxies';
import { missingProgram, type Program, type Running } from '../proxies/program';
import {
  CADDY,
  HAPROXY,
  NGINX,
  PUSHPIN,
  startCaddy,
  startHaproxy,
  startNginx,
  startPushpin,
  startVarnish,
  VARNISH,
  type Front,
} from '../proxies/reverse-proxies';
import { PERFECT, startTcpProxy, type LineQuality } from '../proxies/tcp-proxy';
import type { HubPorts } from './hub-process';

/** What a source follows by: one transport, or the ladder of all. */
export const MODES = {
  sse: ['sse'],
  websocket: ['websocket'],
  polling: ['polling'],
  auto: ['websocket', 'sse', 'polling'],
} as const;
export type Mode = keyof typeof MODES;
const PINNED: readonly Mode[] = ['sse', 'websocket', 'polling'];

export interface Site {
  readonly hub: HubPorts;
  /** Free for this set-up. */
  readonly port: number;
  readonly controlPort: number;
  readonly pem: { readonly cert: string; readonly key: string };
  /** Who signed it. */
  readonly authority: string;
}

/** A set-up that stands. */
export interface Way {
  /** What the source is told: `https://127.0.0.1:8443` */
  readonly origin: string;
  readonly options?: SourceWishes['options'];
  close(): Promise<void>;
}

export interface SetUp {
  readonly name: string;
  readonly modes: readonly Mode[];
  /** Those that may take minutes here. */
  readonly slow?: readonly Mode[];
  /** What has to be installed; null when all is there. */
  readonly missing: () => string | null;
  readonly open: (site: Site) => Promise<Way>;
}

const nothing: Running = { close: () => Promise.resolve() };
const present = (): null => null;
const trusting = ({ authority }: Site): NonNullable<SourceWishes['options']> => ({
  tls: { authorities: authority },
});

/** A server in front of the hub. */
function behind(
  program: Program,
  name: string,
  start: (front: Front, site: Site) => Promise<Running>,
  modes = PINNED,
): SetUp {
  return {
    name,
    modes,
    missing: () => missingProgram(program),
    open: async (site) => ({
      origin: `http://127.0.0.1:${site.port}`,
      ...(await start({ port: site.port, target: site.hub.plain }, site)),
    }),
  };
}

function behindTls(program: Program, name: string, start: (front: Front) => Promise<Running>): SetUp {
  return {
    name,
    modes: PINNED,
    missing: () => missingProgram(program),
    open: async (site) => ({
      origin: `https://127.0.0.1:${site.port}`,
      options: trusting(site),
      ...(await start({ port: site.port, target: site.hub.plain, pem: site.pem })),
    }),
  };
}

/** A proxy that the source is told of, before the hub with or without TLS. */
function through(
  program: Program,
  name: string,
  scheme: 'http' | 'socks5',
  tls: boolean,
  start: (port: number) => Promise<Running>,
): SetUp {
  return {
    name,
    modes: PINNED,
    missing: () => missingProgram(program),
    open: async (site) => ({
      origin: tls ? `https://127.0.0.1:${site.hub.tls}` : `http://127.0.0.1:${site.hub.plain}`,
      options: {
        ...(tls && trusting(site)),
        proxy: { kind: 'manual', url: `${scheme}://127.0.0.1:${site.port}` },
      },
      ...(await start(site.port)),
    }),
  };
}

function over(name: string, quality: Partial<LineQuality>, modes = PINNED): SetUp {
  return {
    name,
    modes,
    missing: present,
    open: async ({ port, hub }) => ({
      origin: `http://127.0.0.1:${port}`,
      ...(await startTcpProxy(port, hub.plain, { ...PERFECT, ...quality })),
    }),
  };
}

const WITH_LADDER: readonly Mode[] = [...PINNED, 'auto'];

export const SET_UPS: readonly SetUp[] = [
  {
    name: 'direct',
    modes: WITH_LADDER,
    missing: present,
    open: ({ hub }) => Promise.resolve({ origin: `http://127.0.0.1:${hub.plain}`, ...nothing }),
  },
  {
    name: 'direct, TLS and HTTP/2',
    modes: PINNED,
    missing: present,
    open: (site) =>
      Promise.resolve({
        origin: `https://127.0.0.1:${site.hub.tls}`,
        options: trusting(site),
        ...nothing,
      }),
  },
  behind(NGINX, 'nginx', (front) => startNginx(front)),
  behindTls(NGINX, 'nginx, TLS and HTTP/2', (front) => startNginx(front)),
  behind(HAPROXY, 'haproxy', startHaproxy),
  behindTls(HAPROXY, 'haproxy, TLS and HTTP/2', startHaproxy),
  behind(VARNISH, 'varnish', startVarnish),
  behind(CADDY, 'caddy', startCaddy),
  behind(PUSHPIN, 'pushpin', (front, { controlPort }) => startPushpin(front, controlPort)),
  through(SQUID, 'squid, forward proxy', 'http', false, startSquid),
  through(SQUID, 'squid, CONNECT to TLS', 'http', true, startSquid),
  through(MICROSOCKS, 'SOCKS5', 'socks5', false, startMicrosocks),
  over('300 ms round trip', { delayMs: 150 }),
  over('16 KiB/s, 300 ms round trip', { delayMs: 150, bytesPerSecond: 16 * 1024 }),
  over('throttled to 4 KiB/s', { bytesPerSecond: 4 * 1024 }),
  over('5 % of packets lost, 80 ms', { delayMs: 40, lost: 0.05 }),
  over('30 % reset within 1 KiB', { resets: 0.3, resetWithin: 1_024 }, WITH_LADDER),
  { ...over('20 % accepted, then silent', { silent: 0.2 }, WITH_LADDER), slow: ['polling', 'sse'] },
  // What a proxy does that nobody has told of streams: only the ladder gets through.
  behind(NGINX, 'nginx that buffers, no Upgrade', (front) => startNginx(front, { spoils: true }), ['auto']),
];

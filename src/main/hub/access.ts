import type { IncomingMessage } from 'node:http';
import type { RequestProblem } from './respond';

/** Longest request target, in bytes. */
export const MAX_TARGET_LENGTH = 8_192;

export interface AccessRules {
  /** Exact origins, as browsers send them. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** Exact values of `Host`, in lower case. */
  readonly allowedHosts: ReadonlySet<string>;
  /** Whether we speak TLS ourselves, or the proxy in front of us does. */
  readonly secure: (req: IncomingMessage) => boolean;
}

export type Verdict =
  /** `corsOrigin`: the allowed foreign origin that is to be named in the answer. */
  | { readonly allowed: true; readonly corsOrigin: string | null }
  | { readonly allowed: false; readonly status: number; readonly problem: RequestProblem };

/**
 * Who may use the hub: requests to us under our own name, not from other sites' pages. Checked before anything
 * else of a request is looked at.
 *
 * `Host` is checked because of DNS rebinding: a page of evil.example whose name is pointed at 127.0.0.1 counts as
 * the same origin in a browser and sends neither `Origin` nor `Sec-Fetch-Site`; only the name gives it away.
 * `Origin` and `Sec-Fetch-Site` (Fetch Metadata) are checked because any page may send requests to loopback.
 */
export function checkAccess(req: IncomingMessage, rules: AccessRules): Verdict {
  const target = req.url ?? '';
  // Absolute-form and authority-form targets carry a second host name, `//` reads as one; `*` names nothing.
  if (!target.startsWith('/') || target.startsWith('//')) {
    return refuse(400, 'bad-target', 'The request target is not a path.', 'Ask for /events.');
  }
  if (target.length > MAX_TARGET_LENGTH) {
    return refuse(
      414,
      'target-too-long',
      `The request target is longer than ${MAX_TARGET_LENGTH} bytes.`,
      'Subscribe to patterns such as orders/** instead of many single channels.',
    );
  }
  // HTTP/2 has the authority in a field of its own (RFC 9113 §8.3.1).
  const hosts = values(req, req.httpVersionMajor === 2 ? ':authority' : 'host');
  if (hosts.length !== 1 || hosts[0] === '') {
    return refuse(400, 'bad-host', 'The request needs exactly one Host header.');
  }
  const host = hosts[0]!.toLowerCase();
  const secure = rules.secure(req);
  if (!isOwnHost(host, req.socket.localPort, secure ? 443 : 80, rules.allowedHosts)) {
    return refuse(
      403,
      'foreign-host',
      'The hub does not answer under this host name.',
      'Use localhost, 127.0.0.1 or [::1] with the port of the hub.',
    );
  }
  return checkOrigin(req, `${secure ? 'https' : 'http'}://${host}`, rules.allowedOrigins);
}

function checkOrigin(req: IncomingMessage, own: string, allowedOrigins: ReadonlySet<string>): Verdict {
  const origins = values(req, 'origin');
  const origin = origins[0];
  const hint = 'Add the origin of the page to the allowed origins.';
  if (origin !== undefined) {
    if (origins.length === 1 && allowedOrigins.has(origin)) return { allowed: true, corsOrigin: origin };
    if (origins.length === 1 && origin === own) return { allowed: true, corsOrigin: null };
    return refuse(403, 'foreign-origin', 'Pages of this origin may not use the hub.', hint);
  }
  // `none` is an address that a person typed. An image or a form of another site has no Origin, but says so here.
  const site = values(req, 'sec-fetch-site');
  if (site.every((value) => value === 'same-origin' || value === 'none')) {
    return { allowed: true, corsOrigin: null };
  }
  return refuse(403, 'foreign-origin', 'Pages of other sites may not use the hub.', hint);
}

function isOwnHost(
  host: string,
  port: number | undefined,
  usualPort: number,
  allowedHosts: ReadonlySet<string>,
): boolean {
  if (allowedHosts.has(host)) return true;
  const own = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::([1-9][0-9]{0,4}))?$/u.exec(host);
  return own !== null && Number(own[1] ?? usualPort) === port;
}

/** Every occurrence of a header: `req.headers` keeps only the first of some. */
function values(req: IncomingMessage, name: string): string[] {
  const found: string[] = [];
  for (let i = 0; i < req.rawHeaders.length; i += 2) {
    if (req.rawHeaders[i]!.toLowerCase() === name) found.push(req.rawHeaders[i + 1]!);
  }
  return found;
}

function refuse(status: number, code: string, message: string, hint?: string): Verdict {
  const problem = hint === undefined ? { code, message } : { code, message, hint };
  return { allowed: false, status, problem };
}

import { ConnectionError } from '../connection-error';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export const MAX_REDIRECTS = 5;

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/** Whether the next request is a `GET` without a body (RFC 9110 §15.4; WHATWG Fetch, HTTP-redirect fetch, step 12). */
export function becomesGet(status: number, method: string): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD';
  return (status === 301 || status === 302) && method === 'POST';
}

/** Where a redirect leads. @throws ConnectionError for no place, one that is not http, or from https to http */
export function redirectTarget(name: string, from: URL, location: string | null, status: number): URL {
  const next = location ? addressIn(location, from) : null;
  if (!next) {
    throw new ConnectionError('bad-redirect', `${name} redirects (${status}) without saying where to.`, {
      remedy: 'stop',
      hint: 'Its Location header is missing or is no address.',
    });
  }
  if (next.protocol !== 'http:' && next.protocol !== 'https:') {
    throw new ConnectionError('bad-redirect', `${name} redirects to a ${next.protocol} address.`, {
      remedy: 'stop',
      hint: 'Only http and https are followed.',
    });
  }
  if (from.protocol === 'https:' && next.protocol === 'http:') {
    throw new ConnectionError('insecure-redirect', `${name} redirects from https to http.`, {
      remedy: 'stop',
      hint: 'That would send the rest in the clear, so it is not followed.',
    });
  }
  return next;
}

function addressIn(location: string, from: URL): URL | null {
  try {
    return new URL(location, from);
  } catch {
    return null;
  }
}

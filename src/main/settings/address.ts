import { hasVariable, withStandIns } from '@shared/environment';
import { StreamgaugeError } from '@shared/errors';
import { urlProblem } from '@shared/source';

/** The address as it is kept, and the userinfo that was in it (`user:password`, decoded). */
export interface EnteredAddress {
  readonly url: string;
  readonly credentials: string | null;
}

/**
 * Reads an address that may have variables (`https://{{host}}/events`) anywhere but in its scheme.
 * @throws StreamgaugeError `bad-url`
 */
export function readUrl(text: string): EnteredAddress {
  // White space inside and the fragment are dropped by every URL parser before a request.
  const entered = text
    .trim()
    .replace(/[\t\r\n]/gu, '')
    .replace(/#.*$/su, '');
  const problem = urlProblem(entered);
  if (problem !== null) throw new StreamgaugeError('bad-url', problem);
  const parsed = new URL(withStandIns(entered));
  if (parsed.username === '' && parsed.password === '') return { url: entered, credentials: null };
  if (hasVariable(authorityOf(entered))) {
    throw new StreamgaugeError(
      'bad-url',
      'The address has a user name and a variable in front of its path. Enter the user name as a sign-in instead.',
    );
  }
  const credentials = `${decoded(parsed.username)}:${decoded(parsed.password)}`;
  const whole = new URL(entered);
  whole.username = '';
  whole.password = '';
  return { url: whole.href, credentials };
}

/**
 * What secrets are bound to: scheme, host and port. A WebSocket's scheme counts as that of its handshake, and a host
 * that is a variable as itself.
 */
export function originOf(url: string): string {
  const authority = authorityOf(url);
  const scheme = /^[a-z][a-z0-9+.-]*:/iu.exec(url.trim())?.[0].toLowerCase() ?? '';
  const asHttp = scheme.replace(/^ws/u, 'http');
  if (hasVariable(authority)) return `${asHttp}//${authority}`;
  const { host } = new URL(url.trim());
  return `${asHttp}//${host}`;
}

/** Of an address without userinfo; with variables as they stand. */
export function hostOf(url: string): string {
  const authority = authorityOf(url);
  return hasVariable(authority) ? authority : new URL(url.trim()).host;
}

function authorityOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:[/\\]*((?:\{\{[^{}]*\}\}|[^/?#\\])*)/iu.exec(url.trim())?.[1] ?? '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import type { HeaderField } from '../credentials/credential';
import { ACCEPTED_CODINGS } from './content-coding';
import type { TransportRequest } from './transport';

/**
 * What is sent with a request: ours first, replaced by what the person and the credentials set. To a place that the
 * person did not name, ours alone. Fields of the same name are joined (RFC 9110 §5.3; cookies, RFC 6265 §5.4).
 */
export function requestHeaders(
  request: TransportRequest,
  trusted: boolean,
  hasBody: boolean,
  credentials: readonly HeaderField[],
): HeaderField[] {
  const fields = new Map<string, { name: string; value: string; own: boolean }>();
  const set = (name: string, value: string): void =>
    void fields.set(name.toLowerCase(), { name, value, own: true });
  set('Accept', 'text/event-stream');
  set('Accept-Encoding', ACCEPTED_CODINGS);
  set('Cache-Control', 'no-cache');
  set('User-Agent', request.userAgent);
  if (hasBody && request.body) set('Content-Type', request.body.type);
  if (trusted) {
    for (const [name, value] of request.headers) {
      const key = name.toLowerCase();
      const before = fields.get(key);
      if (!before || before.own) {
        // At the end, so that the person's order stands.
        fields.delete(key);
        fields.set(key, { name, value, own: false });
      } else before.value += `${key === 'cookie' ? '; ' : ', '}${value}`;
    }
    for (const [name, value] of credentials) {
      const key = name.toLowerCase();
      const before = fields.get(key);
      if (key === 'cookie' && before) before.value = joinedCookies(before.value, value);
      else fields.set(key, { name, value, own: false });
    }
    // WHATWG HTML §9.2.3: the id goes out as UTF-8; HTTP libraries write one byte per character.
    if (request.lastEventId !== '')
      set('Last-Event-ID', Buffer.from(request.lastEventId, 'utf8').toString('latin1'));
  }
  return [...fields.values()].map(({ name, value }) => [name, value]);
}

/** The person's cookies and those the endpoint set; the person's win. */
function joinedCookies(person: string, jar: string): string {
  const nameOf = (pair: string): string => pair.split('=', 1)[0]!.trim();
  const taken = new Set(person.split(';').map(nameOf));
  return [person, ...jar.split('; ').filter((pair) => !taken.has(nameOf(pair)))].join('; ');
}

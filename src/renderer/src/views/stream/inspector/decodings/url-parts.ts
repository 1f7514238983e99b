import { decoded, refused, type DecodedField, type DecodeResult } from './decoding';
import { MAX_FIELDS } from './form';

const LONGEST = 64 * 1024;

/** The parts of an address (WHATWG URL). A password in it is not shown. */
export function decodeUrl(text: string): DecodeResult {
  const url = text.length > LONGEST ? null : parse(text.trim());
  if (!url) return refused('not-url');
  const fields: DecodedField[] = [];
  const add = (part: DecodedField['part'], value: string, name: string = part): void => {
    if (value !== '') fields.push({ part, name, value });
  };
  add('scheme', url.protocol.slice(0, -1));
  add('user', unescaped(url.username));
  add('password', url.password === '' ? '' : '••••••');
  add('host', url.hostname);
  add('port', url.port);
  add('path', unescaped(url.pathname));
  const query = [...url.searchParams];
  for (const [name, value] of query.slice(0, MAX_FIELDS)) fields.push({ part: 'query', name, value });
  add('fragment', unescaped(url.hash.slice(1)));
  const more = query.length - MAX_FIELDS;
  return decoded({ kind: 'fields', fields, facts: more > 0 ? [{ kind: 'more', count: more }] : [] });
}

/** Whether a text is one address with a host. */
export const looksLikeUrl = (text: string): boolean =>
  text.length <= LONGEST &&
  /^(?:https?|wss?|ftp|amqps?|mqtts?|redis|postgres):\/\/[^\s"<>]+$/iu.test(text.trim()) &&
  parse(text.trim()) !== null;

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import { StreamgaugeError } from '@shared/errors';
import { headerNameProblem, headerValueProblem } from '@shared/source';
import type { Credential, HeaderField } from './credential';

function always(fields: readonly HeaderField[], query: readonly HeaderField[] = []): Credential {
  return {
    headersFor: () => Promise.resolve(fields),
    query,
    refused: () => undefined,
    renews: false,
  };
}

/** HTTP Basic (RFC 7617), in UTF-8. @throws StreamgaugeError `credential` for a user name with a colon */
export function basicCredential(username: string, password: string): Credential {
  if (username.includes(':')) {
    throw new StreamgaugeError('credential', 'The user name has a colon in it, which Basic cannot carry.', {
      hint: 'The part after the colon may belong into the password.',
    });
  }
  return always([['Authorization', basicValue(username, password)]]);
}

/** The value of an `Authorization` header for Basic. */
export function basicValue(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

/** A bearer token (RFC 6750 §2.1). @throws StreamgaugeError `credential` for what no header can carry */
export function bearerCredential(token: string): Credential {
  // Pasted tokens bring their scheme along.
  const bare = token.trim().replace(/^bearer\s+/iu, '');
  return always([['Authorization', checked('Authorization', `Bearer ${bare}`)]]);
}

/** A key in a header of any name. @throws StreamgaugeError `credential` for what no header can carry */
export function apiKeyHeader(name: string, key: string): Credential {
  const problem = headerNameProblem(name);
  if (problem !== null) throw new StreamgaugeError('credential', problem);
  return always([[name, checked(name, key)]]);
}

/** A key in the query. */
export function apiKeyQuery(name: string, key: string): Credential {
  if (name === '') throw new StreamgaugeError('credential', 'The query parameter of the key has no name.');
  return always([], [[name, key]]);
}

function checked(name: string, value: string): string {
  const problem = headerValueProblem(name, value);
  if (problem !== null) throw new StreamgaugeError('credential', problem);
  return value;
}

import { StreamgaugeError } from '@shared/errors';
import { phrase } from '@shared/sentences/phrase';
import { urlProblem } from '@shared/source';

/** Scheme of links that offer a source: `streamgauge://connect?url=…`. */
export const LINK_SCHEME = 'streamgauge';

/** Longest link, UTF-16 code units: an address of 2,048 characters, each written as `%XX`, and a little. */
const MAX_LINK = 6_400;
/** Longest address that a link may offer: what browsers and proxies agree on. */
const MAX_ADDRESS = 2_048;

const LINK = /^streamgauge:\/\/connect\/?\?([^#]*)$/iu;
const ADDRESS = /^(?:https?|wss?):\/\/[^/?#]/iu;
/** White space and controls, which parsers strip or repair, and marks that make text look like another. */
const UNCLEAR =
  // eslint-disable-next-line no-control-regex -- control characters are what this refuses
  /[\u0000-\u0020\u007f-\u00a0\u00ad\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\uffa0\\]/u;

/**
 * The address that a link offers. A link is whatever some page made of it, so it carries one address and nothing else:
 * no headers, no credentials, no names of the person's variables.
 *
 * @throws StreamgaugeError `link-refused`
 */
export function addressOfLink(link: string): string {
  if (link.length > MAX_LINK)
    throw refused(phrase(`it is longer than ${MAX_LINK.toLocaleString('en')} characters`));
  const query = LINK.exec(link)?.[1];
  if (query === undefined) {
    throw refused(phrase(`only ${LINK_SCHEME}://connect?url=… is known`));
  }
  const parameters = [...new URLSearchParams(query)];
  const [first] = parameters;
  if (!first || parameters.length !== 1 || first[0] !== 'url') {
    throw refused(phrase('it has to carry an address as url=… and nothing else'));
  }
  return offeredAddress(first[1]);
}

/**
 * Checks an address that comes from outside the app: of a link, or of the command line.
 * @throws StreamgaugeError `link-refused`
 */
export function offeredAddress(text: string): string {
  if (text.length > MAX_ADDRESS) {
    throw refused(phrase(`its address is longer than ${MAX_ADDRESS.toLocaleString('en')} characters`));
  }
  if (UNCLEAR.test(text)) {
    throw refused(
      phrase('its address has white space, a backslash, a control character or an invisible one in it'),
    );
  }
  // The variables of an environment hold secrets, and a link decides where to they would be sent.
  if (/\{\{|\}\}/u.test(text) || /%7b%7b/iu.test(text)) {
    throw refused(phrase('its address has a {{variable}} in it'));
  }
  if (!ADDRESS.test(text)) throw refused(phrase('only http://, https://, ws:// and wss:// are connected to'));
  const problem = urlProblem(text);
  if (problem !== null) throw refused(phrase('its address is not complete'));
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw refused(phrase(`its address holds a name before the @ and would really lead to ${url.host}`));
  }
  return url.href;
}

function refused(why: string): StreamgaugeError {
  return new StreamgaugeError('link-refused', `A link that asks for a source was not taken: ${why}.`, {
    hint: 'Add the source by hand if you trust where the link came from.',
  });
}

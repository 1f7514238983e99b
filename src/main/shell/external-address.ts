import { StreamgaugeError } from '@shared/errors';

const MAX_LENGTH = 8_192;

/**
 * Checks an address that is to be handed to the person's browser. It may come from an event, so anything but a
 * plain http(s) address is refused: other schemes start programs.
 * @throws StreamgaugeError `address-refused`
 */
export function externalAddress(text: string): URL {
  if (text.length > MAX_LENGTH) throw refused(`The address is longer than ${MAX_LENGTH} characters.`);
  // The URL parser strips or repairs these, so that what is shown would not be what is opened.
  // eslint-disable-next-line no-control-regex -- control characters are what this refuses
  if (/[\u0000-\u0020\u007f-\u009f\\]/u.test(text)) {
    throw refused('The address has white space, a backslash or a control character in it.');
  }
  if (!/^https?:\/\/[^/]/iu.test(text)) throw refused('Only addresses with http:// or https:// are opened.');
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw refused('The address is not complete.', cause);
  }
  if (url.username !== '' || url.password !== '') {
    throw refused(`The address holds a name before the @; it would really open ${url.host}.`);
  }
  return url;
}

function refused(message: string, cause?: unknown): StreamgaugeError {
  return new StreamgaugeError('address-refused', message, {
    hint: 'Copy the address and open it yourself if you trust it.',
    cause,
  });
}

import { StreamgaugeError } from '@shared/errors';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Whether updates may be fetched from there: encrypted, or from this machine. */
export const isSafeAddress = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));

/**
 * The folder with the lists of releases, always with a slash at its end.
 * @throws StreamgaugeError `update-address` for what is not encrypted
 */
export function feedAddress(text: string): URL {
  const url = new URL(text.endsWith('/') ? text : `${text}/`);
  if (!isSafeAddress(url)) throw unsafe(url);
  return url;
}

export const unsafe = (url: URL): StreamgaugeError =>
  new StreamgaugeError('update-address', `Updates are not fetched from ${url.origin}: it is not encrypted.`, {
    hint: 'The update server has to use https.',
  });

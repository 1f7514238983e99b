/** Commands and code that talk to the local hub, to be pasted elsewhere. */

/** Quotes text for a POSIX shell. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Follows channels of the hub in a terminal; `-N` shows each event as it comes. */
export const curlSubscribe = (url: string, channels: string): string =>
  `curl -N ${shellQuoted(`${url}/events?channel=${encodeURIComponent(channels)}`)}`;

/** Publishes one event from a terminal. */
export const curlPublish = (url: string, channel: string, event: string, data: unknown): string =>
  `curl -X POST ${shellQuoted(`${url}/publish`)} -H 'Content-Type: application/json' -d ${shellQuoted(
    JSON.stringify({ channel, event, data }),
  )}`;

/**
 * Follows channels of the hub in Node; named types need a listener each. Not for a page: the hub refuses pages of
 * other origins, because any site could otherwise read it.
 */
export const nodeSnippet = (url: string, channels: string): string =>
  `// npm install eventsource
import { EventSource } from 'eventsource';

const source = new EventSource('${url}/events?channel=${encodeURIComponent(channels)}');
source.onopen = () => console.log('open');
source.onmessage = (event) => console.log(event.lastEventId, event.data);
source.addEventListener('notification', (event) => console.log(JSON.parse(event.data)));
source.onerror = (error) => console.log('reconnecting', error.message);`;

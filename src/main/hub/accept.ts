export type Wanted = 'stream' | 'poll';

/**
 * What a GET wants to have, by its `Accept` (RFC 9110 §12.5.1): an event stream, or an answer in JSON. Without a
 * preference it is the stream. Null when it takes neither.
 */
export function wantedOf(accept: string | undefined): Wanted | null {
  if (accept === undefined || accept.trim() === '') return 'stream';
  let stream = -1;
  let poll = -1;
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = qualityOf(parameters);
    if (type === 'text/event-stream') stream = Math.max(stream, quality);
    else if (type === 'text/*' || type === '*/*') stream = Math.max(stream, quality / 2);
    else if (type === 'application/json') poll = Math.max(poll, quality);
    else if (type === 'application/*') poll = Math.max(poll, quality / 2);
  }
  if (Math.max(stream, poll) <= 0) return null;
  return poll > stream ? 'poll' : 'stream';
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  if (given === undefined) return 1;
  const quality = Number(given.slice(2));
  return quality >= 0 && quality <= 1 ? quality : 0;
}

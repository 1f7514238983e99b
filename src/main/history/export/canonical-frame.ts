import type { NewStreamEvent } from '@shared/stream-event';

const LINE_END = /\r\n|\r|\n/u;

/** What of an event can be told in a frame of an event stream. */
export type FrameParts = Pick<NewStreamEvent, 'kind' | 'type' | 'id' | 'channel' | 'data' | 'gap'>;

/**
 * The frame that says the same as an event which came in none, or whose own must not be shown: LF line ends, fields in
 * the order in which our hub writes them, `channel` among them (an unknown field for everybody else, WHATWG HTML §9.2.6). A comment is its
 * line without a blank one, as it is received. What nobody sent us becomes comments: gaps, states, findings, and messages of our
 * own with a `>` before each line. A CR in `data`
 * cannot be told in an event stream: it becomes a line end. An id with a line end or a NUL is left out.
 */
export function canonicalFrame(event: FrameParts): Buffer {
  if (event.kind === 'comment') return Buffer.from(commentLines(event.data));
  if (event.kind === 'state' || event.kind === 'finding') return Buffer.from(`${commentLines(event.data)}\n`);
  if (event.kind === 'sent') return Buffer.from(`${commentLines(event.data, '> ')}\n`);
  if (event.kind === 'gap') return Buffer.from(`${commentLines(event.gap?.sentence ?? event.data)}\n`);
  let frame = event.channel === '' ? '' : `channel: ${oneLine(event.channel)}\n`;
  // eslint-disable-next-line no-control-regex -- an id with a NUL is ignored, says the standard
  if (event.id !== null && !/[\r\n\u0000]/u.test(event.id)) frame += `id: ${event.id}\n`;
  if (event.type !== '' && event.type !== 'message') frame += `event: ${oneLine(event.type)}\n`;
  for (const line of linesOf(event.data)) frame += `data: ${line}\n`;
  return Buffer.from(`${frame}\n`);
}

function commentLines(text: string, mark = ''): string {
  return linesOf(text)
    .map((line) => `:${mark}${line}\n`)
    .join('');
}

/** Most data is one line, and telling that is ten times faster than splitting it. */
function linesOf(text: string): readonly string[] {
  return text.includes('\n') || text.includes('\r') ? text.split(LINE_END) : [text];
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/gu, ' ');
}

/** The event stream interpretation of WHATWG HTML §9.2.6, written down as the standard words it, for whole inputs only. */
export interface ReferenceEvent {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
}

export function parseWhole(bytes: Uint8Array): ReferenceEvent[] {
  let text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (text.startsWith('\ufeff')) text = text.slice(1);
  const events: ReferenceEvent[] = [];
  let data = '';
  let type = '';
  let lastEventIdBuffer = '';
  // What follows the last line end is no line: the stream ended inside it.
  const lines = text.split(/\r\n|\n|\r/u).slice(0, -1);
  for (const line of lines) {
    if (line === '') {
      if (data !== '')
        events.push({ type: type || 'message', data: data.slice(0, -1), lastEventId: lastEventIdBuffer });
      data = '';
      type = '';
      continue;
    }
    if (line.startsWith(':')) continue;
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    let value = colon === -1 ? '' : line.slice(colon + 1);
    if (value.startsWith(' ')) value = value.slice(1);
    if (field === 'event') type = value;
    else if (field === 'data') data += `${value}\n`;
    else if (field === 'id' && !value.includes('\0')) lastEventIdBuffer = value;
  }
  return events;
}

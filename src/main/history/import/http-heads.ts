/** What stands before the body in a capture of `curl -i`. */
export interface HttpHeads {
  /** Where the body of the last answer begins, bytes. */
  readonly bodyAt: number;
  readonly status: number;
  /** In lower case, without parameters; `''` when none is named. */
  readonly contentType: string;
  /** Epoch ms of its `Date`; null when it has none. */
  readonly date: number | null;
}

/**
 * Reads the heads of HTTP answers at the beginning of a file, of which there are several with `curl -iL`, after a 100 and
 * through a proxy; the body of an answer that another follows is passed over by its Content-Length. Null when the bytes
 * end within a head.
 */
export function readHttpHeads(start: Buffer): HttpHeads | null {
  let at = 0;
  for (;;) {
    const head = headAt(start, at);
    if (!head) return null;
    const status = Number(/^HTTP\/[0-9.]+ ([0-9]{3})/u.exec(head.text)?.[1] ?? 0);
    const next = head.end + (Number(field(head.text, 'content-length')) || 0);
    const more = [head.end, next].find((place) =>
      /^HTTP\/[0-9.]+ [0-9]{3}/u.test(start.toString('latin1', place, place + 16)),
    );
    if (more === undefined) {
      const date = Date.parse(field(head.text, 'date') ?? '');
      return {
        bodyAt: head.end,
        status,
        contentType: (field(head.text, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase(),
        date: Number.isNaN(date) ? null : date,
      };
    }
    at = more;
  }
}

function headAt(bytes: Buffer, at: number): { readonly text: string; readonly end: number } | null {
  const crlf = bytes.indexOf('\r\n\r\n', at);
  const lf = bytes.indexOf('\n\n', at);
  if (crlf === -1 && lf === -1) return null;
  const end = crlf !== -1 && (lf === -1 || crlf < lf) ? crlf + 4 : lf + 2;
  return { text: bytes.toString('latin1', at, end), end };
}

function field(head: string, name: string): string | null {
  for (const line of head.split(/\r?\n/u)) {
    const colon = line.indexOf(':');
    if (line.slice(0, colon).toLowerCase() === name) return line.slice(colon + 1).trim();
  }
  return null;
}

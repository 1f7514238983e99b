/** Bytes of a frame that are not UTF-8, as [start, end) pairs: each becomes one U+FFFD (WHATWG Encoding §4.1). */

export const MAX_INVALID_SPANS = 10_000;

export interface InvalidSpans {
  readonly spans: readonly (readonly [start: number, end: number])[];
  /** All of them, also those beyond `MAX_INVALID_SPANS`. */
  readonly count: number;
}

const NONE: InvalidSpans = { spans: [], count: 0 };

/** Finds them. Nearly always there are none, which the platform's decoder tells in a fraction of the time. */
export function invalidUtf8(bytes: Uint8Array): InvalidSpans {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return NONE;
  } catch {
    return findInvalid(bytes);
  }
}

function findInvalid(bytes: Uint8Array): InvalidSpans {
  const spans: [number, number][] = [];
  let count = 0;
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at]!;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const need =
      lead >= 0xc2 && lead <= 0xdf
        ? 1
        : lead >= 0xe0 && lead <= 0xef
          ? 2
          : lead >= 0xf0 && lead <= 0xf4
            ? 3
            : 0;
    // The second byte has narrower bounds after some leads: no overlong forms, no surrogates, nothing above U+10FFFF.
    let low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    let high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    let end = at + 1;
    let left = need;
    while (left > 0 && end < bytes.length && bytes[end]! >= low && bytes[end]! <= high) {
      end += 1;
      left -= 1;
      low = 0x80;
      high = 0xbf;
    }
    if (need === 0 || left > 0) {
      count += 1;
      if (spans.length < MAX_INVALID_SPANS) spans.push([at, end]);
    }
    at = end;
  }
  return { spans, count };
}

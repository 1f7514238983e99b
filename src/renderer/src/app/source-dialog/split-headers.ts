export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/**
 * Reads pasted `Name: value` lines. Null when the text is anything else, so that it can be pasted as it is:
 * one line must have no space in its name, and each of several lines must be a header.
 */
export function splitHeaders(text: string): NamedValue[] | null {
  const lines = text
    .split(/\r\n|\n|\r/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const headers: NamedValue[] = [];
  for (const line of lines) {
    const found = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):\s*(.*)$/u.exec(line);
    // `https://…` is an address, not a header named https.
    if (!found || found[2]!.startsWith('//')) return null;
    headers.push({ name: found[1]!, value: found[2]! });
  }
  return headers.length > 0 ? headers : null;
}

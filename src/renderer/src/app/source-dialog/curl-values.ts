/** The file that data comes from: `@file`, and `name@file` for --data-urlencode; null for data itself. */
export function fileOf(option: string, value: string): string | null {
  if (option === '-T' || option === '--upload-file') return value;
  if (option === '--data-raw') return null;
  if (option === '--data-urlencode') return /^[^=]*@/u.test(value) ? value.replace(/^[^@]*@/u, '') : null;
  return value.startsWith('@') ? value.slice(1) : null;
}

/** `name=content` and `content`, as --data-urlencode encodes them. */
export function urlEncoded(value: string): string {
  const at = value.indexOf('=');
  const encoded = encodeURIComponent(at < 0 ? value : value.slice(at + 1));
  return at > 0 ? `${value.slice(0, at)}=${encoded}` : encoded;
}

/** `name:password`; a name alone has an empty password. */
export function credentials(text: string): { username: string; password: string } {
  const at = text.indexOf(':');
  return at < 0
    ? { username: text, password: '' }
    : { username: text.slice(0, at), password: text.slice(at + 1) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a proxy, with the scheme of its option unless it says one, and its credentials apart. */
export function proxyOf(text: string, scheme: string): { url: string; username: string; password: string } {
  const found = /^(?:([a-z0-9+.-]+):\/\/)?(?:([^@/]*)@)?(.*)$/isu.exec(text)!;
  const { username, password } = credentials(found[2] ?? '');
  return {
    url: `${found[1]?.toLowerCase() ?? scheme}://${found[3]!}`,
    username: decoded(username),
    password: decoded(password),
  };
}

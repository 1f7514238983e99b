import { cutText } from '@shared/text';

const MAX_LENGTH = 80;
const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ['Electron', /Electron\/(\d+)/u],
  ['Edge', /Edg\/(\d+)/u],
  ['Opera', /OPR\/(\d+)/u],
  ['Firefox', /Firefox\/(\d+)/u],
  ['Chrome', /Chrome\/(\d+)/u],
  ['Safari', /Version\/(\d+)[.\d]* .*Safari/u],
];

/** A `User-Agent` for a table: `Chrome 131`, `curl 8.5.0`, or the start of whatever else it says; `''` for none. */
export function agentName(userAgent: string | undefined): string {
  // eslint-disable-next-line no-control-regex -- headers may hold C1 controls
  const text = (userAgent ?? '').replace(/[\u0000-\u001f\u007f-\u009f]/gu, '').trim();
  if (text.startsWith('Mozilla/')) {
    for (const [name, pattern] of BROWSERS) {
      const version = pattern.exec(text)?.[1];
      if (version !== undefined) return `${name} ${cutText(version, 10)}`;
    }
  }
  const product = /^([\w.-]+)\/([\w.-]+)/u.exec(text);
  return cutText(product ? `${product[1]} ${product[2]}` : text, MAX_LENGTH);
}

/** Largest argument of a call, roughly in characters; some calls take more. */
export const MAX_ARGUMENT_SIZE = 4 * 1024 * 1024;
export const MAX_COPY_SIZE = 33 * 1024 * 1024;

/**
 * Whether a structured-cloned value is at most `limit` large, counted as characters and bytes plus eight for each
 * value in it. Stops as soon as it is known; cycles count again and again and so are too large.
 */
export function isWithin(value: unknown, limit: number): boolean {
  const open: unknown[] = [value];
  let size = 0;
  while (open.length > 0) {
    const next = open.pop();
    size += 8;
    if (typeof next === 'string') size += next.length;
    else if (ArrayBuffer.isView(next) || next instanceof ArrayBuffer) size += next.byteLength;
    else if (Array.isArray(next)) {
      if (size + 8 * next.length > limit) return false;
      for (const item of next) open.push(item);
    } else if (typeof next === 'object' && next !== null) {
      for (const [key, item] of Object.entries(next)) {
        size += key.length;
        open.push(item);
      }
    }
    if (size > limit) return false;
  }
  return true;
}

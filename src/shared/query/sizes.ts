const SIZE = /^(\d+(?:\.\d+)?)(B|kB|KB|MB|GB|KiB|MiB|GiB|k|K|M|G)?$/u;

const UNIT_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  k: 1_000,
  K: 1_000,
  kB: 1_000,
  KB: 1_000,
  M: 1_000_000,
  MB: 1_000_000,
  G: 1_000_000_000,
  GB: 1_000_000_000,
  KiB: 1_024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
};

/** Bytes of `512`, `512B`, `10kB`, `1.5MB` or `2MiB`: thousands but for the units with an i. Null when it is no size. */
export function readSize(text: string): number | null {
  const match = SIZE.exec(text);
  if (!match) return null;
  return Math.round(Number(match[1]) * (UNIT_BYTES[match[2] ?? 'B'] ?? NaN));
}

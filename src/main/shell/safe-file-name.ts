/** What every file system takes: names come from payloads and people, and may hold anything. */
export function safeFileName(name: string, otherwise: string): string {
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|[.-]+$/gu, '');
  return safe === '' ? otherwise : safe.slice(0, 80);
}

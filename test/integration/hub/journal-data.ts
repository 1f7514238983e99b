/** Data that only this number of this epoch has, 20 to 4,000 characters long. */
export function dataOf(epoch: string, seq: number): string {
  const length = seq % 50 === 0 ? 4_000 : (seq * 37) % 400;
  return `${epoch}.${seq} ${String.fromCharCode(97 + (seq % 26)).repeat(length)} é\n`;
}

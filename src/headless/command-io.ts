/** Where a command writes, and how it is told to end. */
export interface CommandIo {
  /**
   * Resolves when the reader's side has taken the text or bytes, so that a slow one slows the command instead of filling memory,
   * and nothing is lost when the command ends. Rejects when nobody reads any more.
   */
  stdout(output: string | Uint8Array): Promise<void>;
  stderr(text: string): void;
  readonly signal: AbortSignal;
}

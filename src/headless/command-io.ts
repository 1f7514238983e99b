/** Where a command writes, and how it is told to end. */
export interface CommandIo {
  /** Resolves when there is room for more, so that a slow reader slows the command instead of filling memory. */
  stdout(text: string): Promise<void>;
  stderr(text: string): void;
  readonly signal: AbortSignal;
}

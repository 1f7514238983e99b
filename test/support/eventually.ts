const POLL_MS = 10;

/**
 * Calls `assertion` every 10 ms until it stops throwing (or rejecting), and gives back what it returns.
 * Waits for a condition, never for a while: when the condition does not come, its last error is thrown.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { timeoutMs = 5_000 }: { timeoutMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

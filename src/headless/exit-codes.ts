/** Exit codes of the `streamgauge` command. */
export const EXIT = {
  done: 0,
  failed: 1,
  badArguments: 2,
  couldNotConnect: 3,
  refusedCredentials: 4,
} as const;

/** Exit codes of the `streamgauge` command. */
export const EXIT = {
  done: 0,
  failed: 1,
  badArguments: 2,
  couldNotConnect: 3,
  refusedCredentials: 4,
  /** As shells say of what Ctrl C has ended. */
  interrupted: 130,
} as const;

export function buildInfo(
  env?: NodeJS.ProcessEnv,
  folder?: string,
): { commit: string | null; date: string | null };
export function buildSeconds(env?: NodeJS.ProcessEnv, folder?: string): number;

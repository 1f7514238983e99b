/** How far this installation is with a newer version of itself. */
export type UpdateState =
  /** It does not look. `why`: a sentence. */
  | { readonly phase: 'off'; readonly why: string }
  /** `lookedAt`: when nothing newer was found, ms since the epoch; null before the first look. */
  | { readonly phase: 'idle'; readonly lookedAt: number | null }
  | { readonly phase: 'looking' }
  | { readonly phase: 'found'; readonly version: string }
  /** Bytes that are here, and those it will be; 0 while that is not known. */
  | {
      readonly phase: 'downloading';
      readonly version: string;
      readonly bytes: number;
      readonly total: number;
    }
  | { readonly phase: 'ready'; readonly version: string };

/** What a person can ask for; `state` only asks how far it is. */
export const UPDATE_STEPS = ['state', 'check', 'download', 'cancel', 'restart'] as const;
export type UpdateStep = (typeof UPDATE_STEPS)[number];

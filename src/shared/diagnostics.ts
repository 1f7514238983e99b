/** What a file of the diagnostic bundle is about. */
export const DIAGNOSTIC_FILES = [
  'readme',
  'versions',
  'settings',
  'sources',
  'facts',
  'crashes',
  'log',
] as const;
export type DiagnosticFileKind = (typeof DIAGNOSTIC_FILES)[number];

/** Crash dumps that lie on this machine. They are never part of a bundle: they hold what was in memory. */
export interface CrashDumps {
  readonly folder: string;
  /** Newest first. `at`: epoch ms. */
  readonly dumps: readonly { readonly name: string; readonly bytes: number; readonly at: number }[];
}

/** What a diagnostic bundle would hold, before it is written. */
export interface DiagnosticsPreview {
  readonly files: readonly {
    readonly name: string;
    readonly kind: DiagnosticFileKind;
    /** Before it is compressed. */
    readonly bytes: number;
    /** Its beginning, as it would be written; for a look at it. */
    readonly excerpt: string;
  }[];
  readonly bytes: number;
  readonly crashes: CrashDumps;
}

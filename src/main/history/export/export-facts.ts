/** What is known of the source of an event, beyond the event. */
export interface SourceFacts {
  readonly name: string;
  /** Secrets in it are masked where redaction is on. */
  readonly url?: string;
  /** Request and answer, for HAR. Values of secret headers are masked where redaction is on. */
  readonly request?: { readonly method: string; readonly headers: Readonly<Record<string, string>> };
  readonly response?: {
    readonly status: number;
    readonly protocol: string;
    readonly headers: Readonly<Record<string, string>>;
  };
}

export type SourceFactsById = (sourceId: string) => SourceFacts | null;

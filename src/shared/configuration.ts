import * as v from 'valibot';

/** `merge`: what is here stays, and what the file has is added or taken over; `replace`: afterwards it is as in the file. */
export const IMPORT_MODES = ['merge', 'replace'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

/** Names of what is added, changed and removed. */
export interface ListChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** What an import would change. */
export interface ConfigurationChanges {
  /** Keys of the settings whose values change, such as `theme` and `hub.port`. */
  readonly settings: readonly string[];
  readonly queries: ListChanges;
  readonly sources: ListChanges;
  readonly environments: ListChanges;
  readonly rules: ListChanges;
  /** Sources, environments and rules with secrets that have to be entered afterwards. */
  readonly secretsNeeded: readonly string[];
}

/** A configuration that was read from a file and not taken over yet. */
export interface ConfigurationPreview {
  /** Names it for `configuration.import`; only the newest is kept. */
  readonly token: number;
  readonly file: string;
  /** Version of the app that wrote it; empty when it does not say. */
  readonly version: string;
  /** Epoch ms; null when it does not say. */
  readonly exportedAt: number | null;
  /** What is left out because it cannot be used, each the end of a sentence. */
  readonly problems: readonly string[];
  readonly changes: Readonly<Record<ImportMode, ConfigurationChanges>>;
}

export const configurationImportSchema = v.object({
  token: v.pipe(v.number(), v.integer()),
  mode: v.picklist(IMPORT_MODES),
  /** Connects the sources that are new; otherwise they wait, paused. */
  connect: v.boolean(),
});
export type ConfigurationImport = v.InferOutput<typeof configurationImportSchema>;

/** What every window knows of imports of the whole configuration. */
export interface ConfigurationState {
  /** The last one can be taken back, in whichever window it was made. */
  readonly undoable: boolean;
}

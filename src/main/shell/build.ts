/** What Vite puts in place of it (electron.vite.config.ts). */
declare const __BUILD__: Build | undefined;

/** What this program was built from. */
export interface Build {
  /** Short hash, `+` behind it when the checkout was not quite that commit; null without Git. */
  readonly commit: string | null;
  /** When the commit was made, ISO 8601: the same for the same source, whenever it was built. */
  readonly date: string | null;
  /** Where updates are looked for, and the Ed25519 public key (SPKI, base64) they are signed with; null: never. */
  readonly updates: { readonly url: string; readonly key: string } | null;
}

/** Of this build; nothing is known when it was not made by Vite. */
export const BUILD: Build =
  typeof __BUILD__ === 'undefined' ? { commit: null, date: null, updates: null } : __BUILD__;

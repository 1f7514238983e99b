import type { FuseV1Options } from '@electron/fuses';

/** The fuses by their names, as `@electron/fuses` numbers them. */
type FuseName = keyof typeof FuseV1Options;

/**
 * How every fuse of the packaged app stands. Total: a fuse that a newer Electron brings is missing here until somebody has
 * thought about it.
 */
export const EXPECTED_FUSES = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
} as const satisfies Readonly<Record<FuseName, boolean>>;

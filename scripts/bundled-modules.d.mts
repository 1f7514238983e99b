import type { Plugin } from 'vite';

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As package-lock.json names it. */
  readonly folder: string;
}

export const MODULES_FOLDER: string;
export function bundledModules(bundle: string): Plugin;
export function packagesOf(ids: Iterable<string>): BundledPackage[];
export function packageFolderOf(id: string): string | null;

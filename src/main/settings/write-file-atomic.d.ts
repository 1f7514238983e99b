declare module 'write-file-atomic' {
  /** Writes to a temporary file beside `filename`, syncs it and renames it into place. */
  export default function writeFileAtomic(
    filename: string,
    data: string,
    options?: { mode?: number; tmpfileCreated?: (tmpfile: string) => Promise<void> },
  ): Promise<void>;
}

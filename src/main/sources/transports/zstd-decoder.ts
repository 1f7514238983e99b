import { Decompress } from 'fzstd';

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
/** RFC 9659 §3: the largest window of `Content-Encoding: zstd`. */
const MAX_WINDOW_BYTES = 8 * 1024 * 1024;
/** RFC 8878 §3.1.1.2.4. */
const MAX_BLOCK_BYTES = 128 * 1024;
const RAW = 0;
const RLE = 1;
const CHECKSUM_BYTES = 4;
/** `fzstd` begins a frame only with as many bytes at hand. */
const FZSTD_START_BYTES = 18;
/** A raw block of no bytes that is not the last. */
const EMPTY_BLOCK = Uint8Array.of(0, 0, 0);

/**
 * Zstandard (RFC 8878) as a stream. It walks the format itself and gives `fzstd` whole blocks, because that holds the
 * first bytes of a frame back, reserves any window that a header asks for (up to 2 GB), and decodes all it is given at
 * once, to any size.
 */
export class ZstdDecoder {
  #pending: Uint8Array = new Uint8Array();
  #frame: { readonly decoder: Decompress; readonly checksum: boolean } | null = null;
  #skip = 0;
  #out: Uint8Array[] = [];

  /**
   * Takes bytes and gives what they decode to, a block (at most 128 KiB) at a time. Has to be read to its end.
   * @throws Error for what is no Zstandard, a window of more than 8 MiB, or a block that is too large
   */
  *feed(chunk: Uint8Array): Generator<Uint8Array, void> {
    let bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    for (;;) {
      const skipped = Math.min(this.#skip, bytes.length);
      this.#skip -= skipped;
      bytes = bytes.subarray(skipped);
      const taken = this.#frame ? this.#block(bytes) : this.#head(bytes);
      if (taken === 0) break;
      bytes = bytes.subarray(taken);
      const out = this.#out;
      this.#out = [];
      yield* out;
    }
    this.#pending = bytes;
  }

  /** Takes the header of a frame, or nothing as long as it is not whole. */
  #head(bytes: Uint8Array): number {
    if (bytes.length < 6) return 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const magic = view.getUint32(0, true);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      if (bytes.length < 8) return 0;
      this.#skip = view.getUint32(4, true);
      return 8;
    }
    if (magic !== FRAME_MAGIC) throw new Error('no Zstandard frame');
    const descriptor = bytes[4]!;
    const single = (descriptor & 0x20) !== 0;
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
    const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
    const sizeAt = 5 + (single ? 0 : 1) + dictionaryBytes;
    const length = sizeAt + sizeBytes;
    if (bytes.length < length) return 0;
    if (dictionaryBytes > 0 && bytes.subarray(sizeAt - dictionaryBytes, sizeAt).some((byte) => byte !== 0)) {
      throw new Error('a dictionary is needed');
    }
    if (windowBytes(view, single, sizeAt, sizeBytes) > MAX_WINDOW_BYTES)
      throw new Error('the window is too large');
    const decoder = new Decompress((part) => void this.#out.push(part));
    const padding = Math.ceil(Math.max(0, FZSTD_START_BYTES - length) / EMPTY_BLOCK.length);
    decoder.push(Buffer.concat([bytes.subarray(0, length), ...Array<Uint8Array>(padding).fill(EMPTY_BLOCK)]));
    this.#frame = { decoder, checksum: (descriptor & 4) !== 0 };
    return length;
  }

  /** Takes a block, or nothing as long as it is not whole. */
  #block(bytes: Uint8Array): number {
    if (bytes.length < 3) return 0;
    const header = bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (size > MAX_BLOCK_BYTES) throw new Error('the block is too large');
    const length = 3 + (type === RLE ? 1 : size);
    if (bytes.length < length) return 0;
    const { decoder, checksum } = this.#frame!;
    const last = (header & 1) !== 0;
    if (last) {
      this.#frame = null;
      this.#skip = checksum ? CHECKSUM_BYTES : 0;
    }
    // Nothing to decode, and `fzstd` takes an empty last block for one that is still to come.
    if (!(type === RAW && size === 0)) decoder.push(bytes.slice(0, length));
    return length;
  }
}

function windowBytes(view: DataView, single: boolean, sizeAt: number, sizeBytes: number): number {
  if (!single) {
    const descriptor = view.getUint8(5);
    const base = 2 ** (10 + (descriptor >> 3));
    return base + (base / 8) * (descriptor & 7);
  }
  if (sizeBytes === 1) return view.getUint8(sizeAt);
  if (sizeBytes === 2) return view.getUint16(sizeAt, true) + 256;
  if (sizeBytes === 4) return view.getUint32(sizeAt, true);
  return Number(view.getBigUint64(sizeAt, true));
}

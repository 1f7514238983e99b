import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { decode } from './decodings/decode';
import type { Decoded, DecodingFault, DecodingId } from './decodings/decoding';

/** A decoded view of a text that lies over the one it came from. */
export interface Layer {
  /** Where the text stood in the one below; `''` for all of it. */
  readonly path: string;
  readonly id: DecodingId;
  readonly decoded: Decoded;
}

export interface Layers {
  readonly list: Readonly<ShallowRef<readonly Layer[]>>;
  readonly top: ComputedRef<Layer | null>;
  /** Why the last text was not what it was taken for. */
  readonly fault: Readonly<ShallowRef<DecodingFault | null>>;
  /** Reads a text as something else and shows that. */
  open(path: string, id: DecodingId, text: string): void;
  /** Takes the uppermost layers off until so many are left. */
  back(left?: number): void;
}

/** Deeper chains than anybody sends: each layer holds its text. */
const MAX_LAYERS = 16;

/** Decoded views over the data, one out of the other; gone with the data. */
export function useLayers(data: Ref<string>): Layers {
  const list = shallowRef<readonly Layer[]>([]);
  const fault = shallowRef<DecodingFault | null>(null);
  watch(data, () => {
    list.value = [];
    fault.value = null;
  });
  function open(path: string, id: DecodingId, text: string): void {
    const result = decode(id, text);
    fault.value = result.ok ? null : result.fault;
    if (result.ok && list.value.length < MAX_LAYERS)
      list.value = [...list.value, { path, id, decoded: result.decoded }];
  }
  function back(left = list.value.length - 1): void {
    list.value = list.value.slice(0, Math.max(0, left));
    fault.value = null;
  }
  return { list, top: computed(() => list.value.at(-1) ?? null), fault, open, back };
}

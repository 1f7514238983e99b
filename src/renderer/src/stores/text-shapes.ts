import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import * as v from 'valibot';
import { SHAPE_CHOICES } from '@shared/stream-text/text-shape';
import type { TextScope } from './text-session';

/** Most sources whose shape is remembered; the one that was set longest ago goes first. */
const MOST_REMEMBERED = 200;

/** Longest JSONPath that is taken. */
export const LONGEST_PATH = 500;

const shapeSchema = v.object({
  shape: v.picklist(SHAPE_CHOICES),
  /** JSONPath of the shape `path`. */
  path: v.pipe(v.string(), v.maxLength(LONGEST_PATH)),
});
const shapesSchema = v.record(v.string(), shapeSchema);

/** How the events of a scope are read. */
export type TextReading = v.InferOutput<typeof shapeSchema>;

const USUAL: TextReading = { shape: 'auto', path: '$.delta' };

/** How the person wants the events of each source read, remembered between starts. */
export const useTextShapes = defineStore('text-shapes', () => {
  const stored = useLocalStorage<Record<string, TextReading>>(
    'streamgauge.text-shapes',
    {},
    {
      serializer: { read: readStored, write: (value) => JSON.stringify(value) },
      onError: () => undefined, // A window that cannot remember is still a window.
    },
  );
  const keyOf = ({ source, channel }: TextScope): string => `${source}\n${channel ?? ''}`;
  const of = (scope: TextScope): TextReading => stored.value[keyOf(scope)] ?? USUAL;

  function set(scope: TextScope, reading: TextReading): void {
    const others = Object.entries(stored.value).filter(([key]) => key !== keyOf(scope));
    stored.value = Object.fromEntries([...others, [keyOf(scope), reading] as const].slice(-MOST_REMEMBERED));
  }
  return { of, set };
});

function readStored(text: string): Record<string, TextReading> {
  try {
    const parsed = v.safeParse(shapesSchema, JSON.parse(text));
    return parsed.success ? parsed.output : {};
  } catch {
    return {};
  }
}

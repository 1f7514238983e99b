import type { JsonObject } from './json-access';
import type { Reading } from './reading';
import { readAgUi } from './shapes/ag-ui';
import { readAiSdk } from './shapes/ai-sdk';
import { readAnthropic } from './shapes/anthropic';
import { readCohere } from './shapes/cohere';
import { readGemini } from './shapes/gemini';
import { readGeminiInteractions } from './shapes/gemini-interactions';
import { readOllama } from './shapes/ollama';
import { readOpenAiChat } from './shapes/openai-chat';
import { readOpenAiResponses } from './shapes/openai-responses';

/** Shapes that are told by what is in a payload, never by who sent it. */
export const KNOWN_SHAPES = [
  'openai-chat',
  'anthropic',
  'openai-responses',
  'gemini',
  'gemini-interactions',
  'ollama',
  'ag-ui',
  'ai-sdk',
  'cohere',
] as const;
export type KnownShape = (typeof KNOWN_SHAPES)[number];

/** `path`: what a JSONPath of the person's finds. `plain`: all of the data. */
export type TextShape = KnownShape | 'path' | 'plain';
export const SHAPE_CHOICES = ['auto', ...KNOWN_SHAPES, 'path', 'plain'] as const;
export type ShapeChoice = (typeof SHAPE_CHOICES)[number];

const READERS: Readonly<Record<KnownShape, (payload: JsonObject) => Reading | null>> = {
  'openai-chat': readOpenAiChat,
  anthropic: readAnthropic,
  'openai-responses': readOpenAiResponses,
  gemini: readGemini,
  'gemini-interactions': readGeminiInteractions,
  ollama: readOllama,
  'ag-ui': readAgUi,
  'ai-sdk': readAiSdk,
  cohere: readCohere,
};

/** What a payload says when it is of the shape; null when it is not. */
export function readAs(shape: KnownShape, payload: JsonObject): Reading | null {
  return READERS[shape](payload);
}

/** The shape of a payload and what it says; `first` is tried before the others. */
export function recognise(
  payload: JsonObject,
  first: KnownShape | null,
): { readonly shape: KnownShape; readonly reading: Reading } | null {
  for (const shape of first ? [first, ...KNOWN_SHAPES] : KNOWN_SHAPES) {
    const reading = READERS[shape](payload);
    if (reading) return { shape, reading };
  }
  return null;
}

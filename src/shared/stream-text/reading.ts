/** `tool`: arguments of a call, most often JSON. `result`: what a tool of the service gave back. */
export const PART_KINDS = ['text', 'thinking', 'tool', 'result', 'refusal'] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** Which part of a response is meant. */
export interface PartName {
  /** The same for everything that belongs together. */
  readonly key: string;
  readonly kind: PartKind;
  /** Of the tool, or of a part that is no ordinary text. */
  readonly name?: string | undefined;
  /** Id of the tool call. The same key with another id is another part. */
  readonly call?: string | undefined;
  /** Which of several answers to one request, from 0. */
  readonly choice?: number;
  /** The key stands for a run of pieces: after a piece of another part, a new part begins. */
  readonly run?: true;
  /** Always a part of its own. */
  readonly fresh?: true;
}

/** Tokens as the service counts them. */
export interface Usage {
  /** All that went in, cached ones among them. */
  readonly input?: number | undefined;
  /** All that came out, thinking among them. */
  readonly output?: number | undefined;
  readonly cached?: number | undefined;
  readonly thinking?: number | undefined;
}

/** One thing that an event says about a response. */
export type TextStep =
  /** The part begins, with or without text. */
  | { readonly step: 'open'; readonly part: PartName }
  | { readonly step: 'append'; readonly part: PartName; readonly text: string }
  /** All of the part, told at its end: says something new only when no piece of it came. */
  | { readonly step: 'whole'; readonly part: PartName; readonly text: string }
  | { readonly step: 'usage'; readonly usage: Usage }
  /** One answer is finished, for this reason in the service's own word. */
  | { readonly step: 'finish'; readonly reason: string; readonly choice?: number }
  /** Nothing more comes. */
  | { readonly step: 'end' }
  | { readonly step: 'fail'; readonly message: string };

/** What an event says, in the words all shapes share. */
export interface Reading {
  /** Id of the response; none when the event does not say. */
  readonly id?: string | undefined;
  /** The event is the first of a response. */
  readonly starts?: true;
  /** The event is not the first: when its id is not known, it belongs to the response under way. */
  readonly goesOn?: true;
  readonly model?: string | undefined;
  /** Place of the event in its response, where the service counts. */
  readonly sequence?: number | undefined;
  readonly steps: readonly TextStep[];
}

/** Counts that are told; the others left out, so that a later report does not undo an earlier one. */
export function usageOf(usage: Usage): TextStep[] {
  const told = Object.entries(usage).filter(([, count]) => typeof count === 'number');
  return told.length === 0 ? [] : [{ step: 'usage', usage: Object.fromEntries(told) as Usage }];
}

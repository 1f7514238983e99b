import * as v from 'valibot';
import { viewFilterSchema } from './feed';
import { QUERY_LENGTH_LIMIT } from './query/limits';

export const VIEW_NAMES = ['stream', 'connections', 'notifications', 'server', 'settings'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** What a further window shows when it opens. */
export const windowOpeningSchema = v.object({
  view: v.picklist(VIEW_NAMES),
  filter: viewFilterSchema,
  /** Query text whose matches are highlighted; empty for none. */
  mark: v.pipe(v.string(), v.maxLength(QUERY_LENGTH_LIMIT)),
});
export type WindowOpening = v.InferOutput<typeof windowOpeningSchema>;

import * as v from 'valibot';
import { sourceConfigSchema, type SourceConfig } from '@shared/source';

/** What of a source is not as it is by default. */
export type SourceWishes = Pick<
  v.InferInput<typeof sourceConfigSchema>,
  'id' | 'url' | 'transports' | 'options'
>;

export function sourceConfig(wishes: SourceWishes): SourceConfig {
  return v.parse(sourceConfigSchema, { name: wishes.id, ...wishes });
}

import type { Problem } from '@shared/errors';
import type { StreamEvent } from '@shared/stream-event';

/** A query that can be asked about events. */
export interface CompiledQuery {
  readonly test: (event: StreamEvent) => boolean;
  /** It says itself which kinds of rows it means; otherwise only events are meant. */
  readonly asksForKinds: boolean;
}

/** The compiler of the views, as the engine hands it in. */
export interface QueryCompiler {
  compile(
    query: string,
  ): { readonly ok: true; readonly query: CompiledQuery } | { readonly ok: false; readonly problem: Problem };
  /** Lets go what is kept of the last payload. */
  forget(): void;
}

/** Whether an event passes, of the kinds that are meant. */
export function passes({ test, asksForKinds }: CompiledQuery, event: StreamEvent): boolean {
  return (asksForKinds || event.kind === 'event') && test(event);
}

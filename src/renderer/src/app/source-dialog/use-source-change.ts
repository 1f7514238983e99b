import type { SourceDraft, SourceView } from '@shared/source';
import type { Retention } from '@shared/history';
import { useLimitLowering } from '../../stores/limit-lowering';
import { useSources } from '../../stores/sources';
import { draftOf } from './draft-of-form';
import { formOf } from './source-form';

/** Saves what was changed of a source, with a way back where a lowered limit lets events of it go. */
export function useSourceChange(): (source: SourceView, draft: SourceDraft) => Promise<void> {
  const sources = useSources();
  const lowering = useLimitLowering();

  /** Of the source as it is by then: nothing else is taken back. */
  async function setRetention(id: string, retention: Retention): Promise<void> {
    const now = sources.byId.get(id)?.config;
    if (!now) return;
    const draft = draftOf(formOf(now));
    await sources.update(id, { ...draft, options: { ...draft.options, retention } });
  }
  return async (source, draft) => {
    const { retention } = source.options;
    await sources.update(source.id, draft);
    lowering.loweredOf(
      { id: source.id, name: draft.name || source.name },
      retention,
      draft.options.retention,
      () => setRetention(source.id, retention),
    );
  };
}

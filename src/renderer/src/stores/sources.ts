import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { TestResult } from '@shared/ipc';
import type { SourceDraft, SourceSnapshot } from '@shared/source';
import { call } from '../bridge';

/** All sources with their live state, in the order of the list. */
export const useSources = defineStore('sources', () => {
  const list = shallowRef<readonly SourceSnapshot[]>([]);
  const byId = computed(() => new Map(list.value.map((source) => [source.config.id, source])));

  function take(value: readonly SourceSnapshot[]): void {
    list.value = value;
  }
  /** The name of a source, also of one that is gone. */
  const nameOf = (id: string): string => byId.value.get(id)?.config.name ?? 'removed source';

  const add = (draft: SourceDraft): Promise<string> => call('sources.add', draft);
  const update = (id: string, draft: SourceDraft): Promise<void> => call('sources.update', { id, draft });
  const remove = (id: string): Promise<void> => call('sources.remove', id);
  const restore = (id: string): Promise<void> => call('sources.restore', id);
  const pause = (id: string): Promise<void> => call('sources.pause', id);
  const resume = (id: string): Promise<void> => call('sources.resume', id);
  const retryNow = (id: string): Promise<void> => call('sources.retryNow', id);
  const test = (id: string | null, draft: SourceDraft): Promise<TestResult> =>
    call('sources.test', { id, draft });

  return { list, byId, take, nameOf, add, update, remove, restore, pause, resume, retryNow, test };
});

import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { Transport } from '@shared/connection';
import type { CodeFormat } from '@shared/code-format';
import type { SourceChanges, TestResult } from '@shared/ipc';
import type { SourceDraft, SourceSnapshot } from '@shared/source';
import { call } from '../bridge';
import { t } from '../i18n/i18n';
import { kept } from '../ui/steady';
import { useCaptures } from './captures';

const MOST_REMOVED = 200;

/** All sources with their live state, in the order of the list. */
export const useSources = defineStore('sources', () => {
  const list = shallowRef<readonly SourceSnapshot[]>([]);
  const byId = computed(() => new Map(list.value.map((source) => [source.config.id, source])));

  /** Names of sources that were removed while this window was open: their events are still in the history. */
  const removed = new Map<string, string>();

  function take(value: readonly SourceSnapshot[]): void {
    for (const { config } of list.value) removed.set(config.id, config.name);
    for (const { config } of value) removed.delete(config.id);
    for (const id of [...removed.keys()].slice(0, -MOST_REMOVED)) removed.delete(id);
    // What did not change stays the same object, and nothing that shows it is drawn anew.
    const before = byId.value;
    list.value = value.map((source) => kept(before.get(source.config.id), source));
  }
  function takeChanges({ order, changed }: SourceChanges): void {
    const news = new Map(changed.map((source) => [source.config.id, source]));
    take(order.flatMap((id) => news.get(id) ?? byId.value.get(id) ?? []));
  }
  const captures = useCaptures();
  /** The name of a source, also of a capture and of one that is gone. */
  const nameOf = (id: string): string =>
    byId.value.get(id)?.config.name ?? captures.nameOf(id) ?? removed.get(id) ?? t('stream.sources.removed');

  const add = (draft: SourceDraft): Promise<string> => call('sources.add', plain(draft));
  const update = (id: string, draft: SourceDraft): Promise<void> =>
    call('sources.update', { id, draft: plain(draft) });
  /** `history`: its events go as well, as soon as it cannot be restored any more. */
  const remove = (id: string, history: boolean): Promise<void> => call('sources.remove', { id, history });
  const restore = (id: string): Promise<void> => call('sources.restore', id);
  const pause = (id: string): Promise<void> => call('sources.pause', id);
  const resume = (id: string): Promise<void> => call('sources.resume', id);
  /** Connects now; the source stays one that does not connect by itself. */
  const runOnce = (id: string): Promise<void> => call('sources.runOnce', id);
  const retryNow = (id: string): Promise<void> => call('sources.retryNow', id);
  const switchTransport = (id: string, transport: Transport): Promise<void> =>
    call('sources.switchTransport', { id, transport });
  /** Goes on after this id with a new connection; empty: with what is new. */
  const resumeFrom = (id: string, lastEventId: string): Promise<void> =>
    call('sources.resumeFrom', { id, lastEventId });
  const send = (id: string, text: string): Promise<void> => call('sources.send', { id, text });
  /** Onto the clipboard, as something that others can run. Answers it as it may be shown, secrets as placeholders. */
  const copyAs = (id: string, format: CodeFormat, secrets: boolean): Promise<string> =>
    call('sources.copyAs', { id, format, secrets });
  const test = (id: string | null, draft: SourceDraft): Promise<TestResult> =>
    call('sources.test', { id, draft: plain(draft) });

  return {
    list,
    byId,
    take,
    takeChanges,
    nameOf,
    add,
    update,
    remove,
    restore,
    pause,
    resume,
    retryNow,
    runOnce,
    switchTransport,
    resumeFrom,
    send,
    copyAs,
    test,
  };
});

/** A form's draft is made of reactive proxies, which cannot be cloned into another process. */
function plain(draft: SourceDraft): SourceDraft {
  return JSON.parse(JSON.stringify(draft)) as SourceDraft;
}

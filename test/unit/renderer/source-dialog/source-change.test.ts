import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SourceDraft } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS, type SourceOptions } from '@shared/source-options';
import { draftOf } from '@/app/source-dialog/draft-of-form';
import { formOf } from '@/app/source-dialog/source-form';
import { useSourceChange } from '@/app/source-dialog/use-source-change';
import { useHistory } from '@/stores/history';
import { useSources } from '@/stores/sources';
import { useToasts } from '@/stores/toasts';
import { eventually } from '../../../support/eventually';
import { aSource, openState } from '../connections/a-source';

const arena = aSource(openState(0)).config;
let saved: { readonly id: string; readonly draft: SourceDraft }[];

beforeEach(() => {
  saved = [];
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (_name: string, argument: (typeof saved)[number]) => {
        saved.push(argument);
        return Promise.resolve({ ok: true, value: undefined });
      },
      on: () => () => undefined,
    },
  });
  setActivePinia(createPinia());
  useSources().take([aSource(openState(0))]);
  const history = useHistory();
  const sources = [{ sourceId: 'arena', events: 5_000, bytes: 3_000_000 }];
  history.take({ ...history.state, events: 5_000, sources });
});

const keeping = (retention: SourceOptions['retention']): SourceDraft => ({
  ...draftOf(formOf(arena)),
  options: { ...DEFAULT_SOURCE_OPTIONS, retention },
});

describe('a limit of a source', () => {
  it('that lets events go is taken back by Undo, and nothing else that was changed of the source since', async () => {
    await useSourceChange()(arena, keeping({ megabytes: 0, events: 100, days: 0 }));
    const toast = useToasts().toasts[0]!;
    expect(toast).toMatchObject({ title: 'Lower limits set for arena.', stayMs: 8_000 });
    useSources().take([aSource(openState(0), { config: { ...arena, name: 'arena 2' } })]);
    toast.action!.run();
    await eventually(() => expect(saved).toHaveLength(2));
    expect(saved[1]).toMatchObject({ id: 'arena', draft: { name: 'arena 2' } });
    expect(saved[1]!.draft.options.retention).toEqual({ megabytes: 0, events: 0, days: 0 });
  });

  it('that lets nothing go is only saved', async () => {
    await useSourceChange()(arena, keeping({ megabytes: 4, events: 6_000, days: 0 }));
    expect(saved).toHaveLength(1);
    expect(useToasts().toasts).toEqual([]);
  });
});

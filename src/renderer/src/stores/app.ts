import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { languageFor } from '@shared/language';
import { toProblem, type Problem } from '@shared/errors';
import type { Notice, SecretsKept, StartState } from '@shared/ipc';
import type { ViewName, WindowOpening } from '@shared/window-opening';
import type { PresetId } from '../app/source-dialog/presets';
import { call, on } from '../bridge';
import { setLanguage } from '../i18n/i18n';
import { useCaptures } from './captures';
import { useConfiguration } from './configuration';
import { useFeed } from './feed';
import { useEnvironments } from './environments';
import { useHistory } from './history';
import { useHub } from './hub';
import { useInbox } from './inbox';
import { useTransfer } from './jobs';
import { useRates } from './rates';
import { useRecordings } from './recordings';
import { useRules } from './rules';
import { useSettings } from './settings';
import { useShapes } from './shapes';
import { useSources } from './sources';
import { useUpdates } from './updates';
import { runCommand } from './window-commands';
import { useWindows } from './windows';

/** What the window itself is about: which view is up, what runs it, and notices that stay. */
export const useApp = defineStore('app', () => {
  const ready = ref(false);
  const view = ref<ViewName>('stream');
  /** The section that the settings open with. */
  const settingsSection = ref('appearance');
  const info = shallowRef<StartState['app'] | null>(null);
  const notices = shallowRef<readonly Notice[]>([]);
  const secretsKept = shallowRef<SecretsKept>({ kept: true, backend: '' });
  /** The source dialog: null when closed, `'new'`, or the id of the source being edited. */
  const sourceDialog = ref<string | null>(null);
  /** What a new source starts from while the dialog opens. */
  const sourcePreset = ref<PresetId>('endpoint');

  /** An address or a curl command that a new source starts from (`sourceTextOf`); null for none. */
  const sourceText = ref<string | null>(null);
  /** It came from outside the app, which the dialog says. */
  const sourceIsOffered = ref(false);
  /** What this window was opened for; null for nothing in particular. */
  let opening: WindowOpening | null = null;

  /** Why the start failed; the window then shows this and nothing else. */
  const startProblem = shallowRef<Problem | null>(null);
  let subscribed = false;

  /** Fetches everything, and subscribes to the pushes for as long as the window lives. Tried again after a failure. */
  async function start(): Promise<void> {
    startProblem.value = null;
    try {
      if (!subscribed) subscribe();
      subscribed = true;
      takeStart(await call('app.start'));
      const { showComments, showStates, language } = useSettings().settings;
      const spoken = setLanguage(languageFor(language, navigator.languages));
      // Without it the window speaks English, and app/use-appearance.ts says why.
      await Promise.all([useFeed().open(showComments, showStates), spoken.catch(() => undefined)]);
      if (opening) useWindows().arrive(opening);
      ready.value = true;
    } catch (error) {
      startProblem.value = toProblem(error);
    }
  }

  function subscribe(): void {
    on('notices', (value) => (notices.value = value));
    on('command', (command) => void runCommand(command));
    on('settings', useSettings().take);
    on('sources', useSources().take);
    on('sourceChanges', useSources().takeChanges);
    on('environments', useEnvironments().take);
    on('hub', useHub().take);
    on('recordings', useRecordings().take);
    on('inbox', useInbox().take);
    on('rules', useRules().take);
    on('shapes', useShapes().take);
    on('rates', useRates().take);
    on('history', useHistory().take);
    on('configuration', useConfiguration().takeState);
    on('captures', useCaptures().take);
    on('jobs', useTransfer().take);
    on('update', useUpdates().take);
  }

  function takeStart(state: StartState): void {
    info.value = state.app;
    notices.value = state.notices;
    secretsKept.value = state.secretsKept;
    opening = state.opening;
    useSettings().take(state.settings);
    useSources().take(state.sources);
    useEnvironments().take(state.environments);
    useHub().take(state.hub);
    useRecordings().take(state.recordings);
    useInbox().take(state.inbox);
    useRules().take(state.rules);
    useShapes().take(state.shapes);
    useRates().take(state.rates);
    useHistory().take(state.history);
    useConfiguration().takeState(state.configuration);
    useCaptures().take(state.captures);
    useTransfer().take(state.jobs);
  }

  /** Opens the source dialog for a new source. */
  function addSource(preset: PresetId = 'endpoint'): void {
    sourcePreset.value = preset;
    sourceDialog.value = 'new';
  }

  /** Opens it with what an address or a curl command says. @param fromOutside nobody typed it: a link or another program did */
  function addSourceFrom(text: string, fromOutside = false): void {
    sourceText.value = text;
    sourceIsOffered.value = fromOutside;
    addSource();
  }

  async function dismissNotice(id: string): Promise<void> {
    await call('app.dismissNotice', id);
  }
  const copy = (text: string): Promise<void> => call('app.copy', text);
  const windowControl = (action: 'minimise' | 'maximise' | 'close'): Promise<void> =>
    call('app.window', action);

  return {
    ready,
    startProblem,
    view,
    settingsSection,
    info,
    notices,
    secretsKept,
    sourceDialog,
    sourcePreset,
    sourceText,
    sourceIsOffered,
    start,
    addSource,
    addSourceFrom,
    dismissNotice,
    copy,
    windowControl,
  };
});

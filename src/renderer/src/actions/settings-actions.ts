import type { Settings } from '@shared/settings';
import { nextZoom } from '@shared/zoom';
import { t, type MessageKey } from '../i18n/i18n';
import { useEnvironments } from '../stores/environments';
import { useSettings } from '../stores/settings';
import { useActionHandlers, type ActionHandler } from './actions';

/** The values that one setting can have, each with its name. */
type Options<K extends keyof Settings> = readonly {
  readonly value: Settings[K];
  readonly name: MessageKey;
}[];

const THEMES: Options<'theme'> = [
  { value: 'system', name: 'palette.theme.system' },
  { value: 'light', name: 'palette.theme.light' },
  { value: 'dark', name: 'palette.theme.dark' },
];
const LANGUAGES: Options<'language'> = [
  { value: 'system', name: 'palette.language.system' },
  { value: 'en', name: 'palette.language.en' },
  { value: 'de', name: 'palette.language.de' },
  { value: 'es', name: 'palette.language.es' },
];
const HEIGHTS: Options<'rowHeight'> = [
  { value: 20, name: 'palette.rows.compact' },
  { value: 24, name: 'palette.rows.dense' },
  { value: 28, name: 'palette.rows.cosy' },
];
const TIMES: Options<'rowTime'> = [
  { value: 'clock', name: 'palette.time.clock' },
  { value: 'relative', name: 'palette.time.relative' },
  { value: 'delta', name: 'palette.time.delta' },
];
const CLOCKS: Options<'clock'> = [
  { value: 'local', name: 'palette.time.local' },
  { value: 'utc', name: 'palette.time.utc' },
];

/** Settings that somebody changes in the middle of other work. */
export function useSettingsActions(): void {
  const environments = useEnvironments();
  const settings = useSettings();

  function choosing<K extends keyof Settings>(key: K, row: string, options: Options<K>): ActionHandler {
    return {
      run(id) {
        const chosen = options.find(({ value }) => String(value) === id);
        if (!chosen) return;
        const part: Partial<Settings> = { [key]: chosen.value };
        return settings.change(part, row);
      },
      choices: () =>
        options.map(({ value, name }) => ({
          id: String(value),
          title: t(name),
          checked: settings.settings[key] === value,
        })),
    };
  }
  const zoomTo = (zoom: number): ActionHandler['run'] => {
    return zoom === settings.settings.zoom ? () => undefined : () => settings.change({ zoom }, 'zoom');
  };

  useActionHandlers({
    'theme.choose': choosing('theme', 'theme', THEMES),
    'language.choose': choosing('language', 'language', LANGUAGES),
    'rows.height': choosing('rowHeight', 'rowHeight', HEIGHTS),
    'rows.time': choosing('rowTime', 'rowTime', TIMES),
    'rows.clock': choosing('clock', 'clock', CLOCKS),
    'rows.states': {
      run: () => settings.change({ showStates: !settings.settings.showStates }, 'states'),
      title: () => t(settings.settings.showStates ? 'palette.states.hide' : 'palette.states.show'),
    },
    'events.comments': {
      run: () => settings.change({ showComments: !settings.settings.showComments }, 'comments'),
      title: () => t(settings.settings.showComments ? 'palette.comments.hide' : 'palette.comments.show'),
    },
    'zoom.in': { run: () => zoomTo(nextZoom(settings.settings.zoom, 1))() },
    'zoom.out': { run: () => zoomTo(nextZoom(settings.settings.zoom, -1))() },
    'zoom.reset': { run: () => zoomTo(100)() },
    'environment.choose': {
      run: (id) => environments.choose(id === '' ? null : (id ?? null)),
      blocked: () =>
        environments.view.environments.length === 0 ? t('palette.blocked.noEnvironment') : null,
      choices: () => [
        ...environments.view.environments.map(({ id, name }) => ({
          id,
          title: name,
          checked: id === environments.view.chosen,
        })),
        { id: '', title: t('palette.environment.none'), checked: environments.view.chosen === null },
      ],
    },
  });
}

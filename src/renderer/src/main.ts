import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { languageFor } from '@shared/language';
import { DEFAULT_SETTINGS } from '@shared/settings';
import App from './App.vue';
import { windowStart } from './bridge';
import { setLanguage } from './i18n/i18n';
import { useApp } from './stores/app';
import { useSettings } from './stores/settings';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/dialog.css';
import './views/stream/stream.css';
import './views/stream/captures.css';
import './views/stream/inspector.css';
// Of views that are loaded later: their sheets stand here, so that it never depends on which came first what overrules what.
import './views/connections/connections.css';
import './views/connections/shape/shape.css';
import './views/notifications/notifications.css';
import './views/server/server.css';
import './views/settings/settings.css';
import './app/transfer/transfer.css';
import './styles/narrow.css';

/** Mounts the window in the language and with the view that it starts with, before it has asked for anything. */
async function start(): Promise<void> {
  const pinia = createPinia();
  const { language, view } = windowStart();
  useSettings(pinia).take({ ...DEFAULT_SETTINGS, language });
  useApp(pinia).view = view;
  // Without it the window speaks English; app/use-appearance.ts tries again, and says so.
  await setLanguage(languageFor(language, navigator.languages)).catch(() => undefined);
  createApp(App).use(pinia).mount('#app');
}

void start();

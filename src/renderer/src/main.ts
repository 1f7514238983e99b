import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/dialog.css';
import './views/stream/stream.css';
import './views/stream/inspector.css';
import './views/connections/connections.css';
import './views/notifications/notifications.css';
import './views/server/server.css';
import './views/settings/settings.css';
import './styles/narrow.css';

createApp(App).use(createPinia()).mount('#app');

import './still';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
// In the order of the window: what its first components bring, the styles of src/renderer/src/main.ts, then what comes with
// views that are loaded when they are opened.
import '@/ui/size-bars.css';
import '@/app/counters.css';
import '@/app/palette/palette.css';
import '@/views/charts/charts.css';
import '@/views/stream/types.css';
import '@/views/stream/first-run.css';
import '@/views/stream/channels.css';
import '@/views/stream/event-table.css';
import '@/views/stream/columns/columns.css';
import '@/views/stream/hydrograph/hydrograph.css';
import '@/views/stream/join/join.css';
import '@/views/stream/query/query.css';
import '@/styles/fonts.css';
import '@/styles/tokens.css';
import '@/styles/base.css';
import '@/styles/controls.css';
import '@/styles/shell.css';
import '@/styles/dialog.css';
import '@/views/stream/stream.css';
import '@/views/stream/captures.css';
import '@/views/stream/inspector.css';
import '@/views/connections/connections.css';
import '@/views/connections/shape/shape.css';
import '@/views/notifications/notifications.css';
import '@/views/server/server.css';
import '@/views/settings/settings.css';
import '@/views/text/text.css';
import '@/app/transfer/transfer.css';
import GalleryPage from './GalleryPage.vue';
import './gallery.css';

createApp(GalleryPage).use(createPinia()).mount('#app');

import type { App, WebContents } from 'electron';
import type { OwnPage } from './own-page';

/** Keeps every web contents there will ever be on the app's own page. Before the first window. */
export function forbidNavigation(app: App, page: OwnPage): void {
  app.on('web-contents-created', (_event, contents) => hold(contents, page));
}

function hold(contents: WebContents, page: OwnPage): void {
  contents.on('will-frame-navigate', (event) => {
    // A frame has no page of its own to go to; the window itself may only reload.
    if (!event.isMainFrame || !page.has(event.url)) event.preventDefault();
  });
  contents.on('will-navigate', (event) => {
    if (!page.has(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!page.has(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // Without a listener the first device in reach would be picked.
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault();
    answer('');
  });
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

import { app, type Session } from 'electron';
import type { OwnPage } from './own-page';

/**
 * Chromium resolves no name at all: the last wall behind the request filter and the CSP, against what passes both
 * (prefetched names, WebRTC). Before the app is ready. Sources and hub live in Node and do not notice.
 */
export function resolveNoNames(page: OwnPage): void {
  const except = page.devServer ? `, EXCLUDE ${page.devServer.hostname}` : '';
  app.commandLine.appendSwitch('host-resolver-rules', `MAP * ~NOTFOUND${except}`);
}

/** Cancels every request of the session that is not for the app's own bundle: all traffic goes through Node. */
export function lockNetwork(session: Session, page: OwnPage): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !allowed(details.url, page) });
  });
}

function allowed(address: string, page: OwnPage): boolean {
  if (page.has(address)) return true;
  if (page.devServer === null) return false;
  // Development only: hot reloading, and the developer tools.
  const { protocol, host } = new URL(address);
  return protocol === 'devtools:' || (protocol === 'ws:' && host === page.devServer.host);
}

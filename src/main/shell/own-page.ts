/** Scheme and host of everything the window shows. `app://bundle/index.html` is the one page. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'bundle';
export const START_PAGE = `${APP_SCHEME}://${APP_HOST}/index.html`;

/** Tells our own page from everything else. `devServer` is the renderer's development server, null in every build. */
export interface OwnPage {
  readonly start: string;
  readonly devServer: URL | null;
  /** Whether an address belongs to the app itself. Empty and opaque addresses do not. */
  has(address: string): boolean;
}

export function ownPage(devServer: string | undefined): OwnPage {
  const dev = devServer === undefined ? null : new URL(devServer);
  return {
    start: dev?.href ?? START_PAGE,
    devServer: dev,
    has(address) {
      let url: URL;
      try {
        url = new URL(address);
      } catch {
        return false;
      }
      // Node gives non-special schemes the origin "null": compare the parts.
      if (url.username !== '' || url.password !== '') return false;
      if (url.protocol === `${APP_SCHEME}:`) return url.host === APP_HOST;
      return dev !== null && url.origin === dev.origin;
    },
  };
}

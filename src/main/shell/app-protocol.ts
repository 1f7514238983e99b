import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import type { BundleFile } from './bundle-files';
import { APP_HOST, APP_SCHEME } from './own-page';

/**
 * Sent with every answer. Nothing is loaded from anywhere but the bundle, and the window connects to nothing.
 * `vue` is the one Trusted Types policy, which Vue makes for static markup of its own templates; it checks nothing,
 * which is why lint bans v-html and every other way from a string to markup.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types vue',
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/**
 * Declares the scheme; before the app is ready. Neither `supportFetchAPI` nor `corsEnabled` nor `bypassCSP`: with
 * the first, pages of other origins could read the bundle in some Electron releases (CVE-2026-70604).
 */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true } },
  ]);
}

/** Serves `app://bundle/…` to one session from a fixed map of files. */
export function serveBundle(session: Session, files: ReadonlyMap<string, BundleFile>): void {
  session.protocol.handle(APP_SCHEME, async (request) => {
    if (request.method !== 'GET') return refusal(405);
    const url = new URL(request.url);
    const file =
      url.host === APP_HOST ? files.get(url.pathname === '/' ? '/index.html' : url.pathname) : undefined;
    if (!file) return refusal(404);
    return new Response(await readFile(file.path), { headers: { ...HEADERS, 'content-type': file.type } });
  });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: HEADERS });
}

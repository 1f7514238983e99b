import { plainText } from '@shared/plain-text';

/** Longest text of a desktop notification, UTF-16 code units: desktops cut what is longer, each at another place. */
const MAX_BODY = 200;
const MAX_NAME = 80;

/** What a desktop notification says. The title begins with ours, so that no stream can speak for another app. */
export function noticeText(
  { title, body }: { readonly title: string; readonly body: string },
  platform: NodeJS.Platform,
): { title: string; body: string } {
  const name = plainText(title, MAX_NAME);
  const text = plainText(body, MAX_BODY, true);
  return {
    title: name === '' ? 'Streamgauge' : `Streamgauge – ${name}`,
    // Linux desktops read bold text, links and pictures out of a body (Desktop Notifications Specification, Markup).
    body: platform === 'linux' ? escapeMarkup(text) : text,
  };
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What a browser's `EventSource` makes of a stream: the reference that ours is held against. */
import type { Browser, Page } from '@playwright/test';
import { launchChromium } from './chromium';

/** An event as an application sees it. */
export interface DispatchedEvent {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
}

/** One `EventSource` from its birth to its first end, or to the moment it had seen enough. */
export interface BrowserRun {
  readonly events: readonly DispatchedEvent[];
  readonly opens: number;
  /** `readyState` in its last `error` event: 0 when it is about to reconnect, 2 when it never will; null without one. */
  readonly readyState: number | null;
}

export interface BrowserRequest {
  readonly url: string;
  /** Types to listen to; an `EventSource` hands on no others. */
  readonly types: readonly string[];
  /** It is closed after so many events; without it, at the first `error`. */
  readonly events?: number;
  /** `error` events until it is closed, when there are to be reconnects in between; 1 when left out. */
  readonly errors?: number;
}

export interface ChromiumEventSource {
  /** Runs them in the page, a few at a time, and gives what each has seen. */
  follow(requests: readonly BrowserRequest[]): Promise<BrowserRun[]>;
  close(): Promise<void>;
}

/** Runs in the page, in the browser's own words: nothing of it is ours but the bookkeeping. */
const IN_PAGE = `
  window.followOne = ({ url, types, events: enough, errors: allowed = 1 }) =>
    new Promise((resolve) => {
      const source = new EventSource(url);
      const events = [];
      let opens = 0;
      let errors = 0;
      const finish = (readyState) => {
        source.close();
        resolve({ events, opens, readyState });
      };
      const onMessage = (event) => {
        if (!(event instanceof MessageEvent)) return;
        events.push({ type: event.type, data: event.data, lastEventId: event.lastEventId });
        if (events.length === enough) finish(null);
      };
      for (const type of new Set([...types, 'message'])) source.addEventListener(type, onMessage);
      source.addEventListener('open', (event) => {
        if (!(event instanceof MessageEvent)) opens += 1;
      });
      source.addEventListener('error', (event) => {
        if (event instanceof MessageEvent) return;
        errors += 1;
        if (errors === allowed || source.readyState === EventSource.CLOSED) finish(source.readyState);
      });
    });
  window.followAll = async (requests, atOnce) => {
    const runs = [];
    let next = 0;
    const worker = async () => {
      while (next < requests.length) {
        const index = next++;
        runs[index] = await followOne(requests[index]);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return runs;
  };
`;

/** HTTP/1.1 connections that Chromium opens to one host, less one for the page. */
const AT_ONCE = 5;

/** Debian's Chromium with one page of that address open, whose streams are of the same origin. */
export async function startChromiumEventSource(pageUrl: string): Promise<ChromiumEventSource> {
  const browser: Browser = await launchChromium();
  try {
    const page: Page = await browser.newPage();
    await page.addInitScript({ content: IN_PAGE });
    await page.goto(pageUrl);
    return {
      follow: (requests) => page.evaluate(`followAll(${JSON.stringify(requests)}, ${AT_ONCE})`),
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

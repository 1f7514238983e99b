import type { Page } from '@playwright/test';

/** What a stream in a page has seen so far. */
export interface PageStream {
  /** 0 connecting, 1 open, 2 closed; a WebSocket has 3 for closed. */
  readonly readyState: number;
  readonly opens: number;
  readonly errors: number;
  readonly events: readonly { readonly type: string; readonly data: string; readonly id: string }[];
}

/** Runs in the page, in the browser's own words: nothing of it is ours but the bookkeeping. */
const IN_PAGE = `
  window.streams = [];
  window.openEventSource = (url, withCredentials, types) => {
    const source = new EventSource(url, { withCredentials });
    const stream = { source, opens: 0, errors: 0, events: [] };
    source.onopen = () => stream.opens++;
    source.onerror = () => stream.errors++;
    for (const type of types) {
      source.addEventListener(type, (event) =>
        stream.events.push({ type, data: event.data, id: event.lastEventId }));
    }
    return window.streams.push(stream) - 1;
  };
  window.openWebSocket = (url) => {
    const source = new WebSocket(url);
    const stream = { source, opens: 0, errors: 0, events: [] };
    source.onopen = () => stream.opens++;
    source.onerror = () => stream.errors++;
    source.onmessage = ({ data }) => {
      const { event, data: text, id } = JSON.parse(data);
      stream.events.push({ type: event, data: text, id: id ?? '' });
    };
    return window.streams.push(stream) - 1;
  };
  window.readStream = (index) => {
    const { source, ...seen } = window.streams[index];
    return { readyState: source.readyState, ...seen };
  };
  window.ask = async (url, options) => {
    try {
      const answer = await fetch(url, options);
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      return { status: 0, text: String(error) };
    }
  };
`;

/** Event types that a page listens to here. */
const TYPES = ['connected', 'message', 'gap', 'hub.busy', 'hub.shutdown'];

export interface StreamHandle {
  read(): Promise<PageStream>;
  /** Data of the events of type `message`. */
  data(): Promise<string[]>;
  close(): Promise<void>;
}

export async function preparePage(page: Page, url: string): Promise<void> {
  await page.addInitScript({ content: IN_PAGE });
  await page.goto(url);
}

/** `new EventSource(url)` in the page. */
export async function eventSource(page: Page, url: string, withCredentials = false): Promise<StreamHandle> {
  const call = `openEventSource(${JSON.stringify(url)}, ${withCredentials}, ${JSON.stringify(TYPES)})`;
  return handle(page, await page.evaluate<number>(call));
}

/** `new WebSocket(url)` in the page. */
export async function webSocket(page: Page, url: string): Promise<StreamHandle> {
  return handle(page, await page.evaluate<number>(`openWebSocket(${JSON.stringify(url)})`));
}

/** `fetch` in the page; status 0 when the browser does not let it. */
export function ask(page: Page, url: string, options: object): Promise<{ status: number; text: string }> {
  return page.evaluate(`ask(${JSON.stringify(url)}, ${JSON.stringify(options)})`);
}

function handle(page: Page, index: number): StreamHandle {
  const read = (): Promise<PageStream> => page.evaluate(`readStream(${index})`);
  return {
    read,
    data: async () => (await read()).events.filter(({ type }) => type === 'message').map(({ data }) => data),
    close: () => page.evaluate(`streams[${index}].source.close()`),
  };
}

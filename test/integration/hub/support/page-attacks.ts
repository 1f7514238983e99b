import type { Page } from '@playwright/test';

/** Runs in the page; `address` is where the hub is. */
const IN_PAGE = `(async (address) => {
  const json = '{"channel":"stolen","data":"from a page"}';
  const outcomes = {};
  const attempt = async (name, act) => {
    const late = new Promise((resolve) => setTimeout(() => resolve('nothing'), 3000));
    outcomes[name] = await Promise.race([act().catch(() => 'failed'), late]);
  };
  const told = (target) => new Promise((resolve) => {
    for (const type of ['open', 'message', 'load', 'connected']) {
      target.addEventListener(type, () => resolve(type));
    }
    target.addEventListener('error', () => resolve('failed'));
  });
  const request = async (path, init) => {
    const response = await fetch(address + path, { ...init, signal: AbortSignal.timeout(2500) });
    return response.type === 'opaque' ? 'opaque' : String(response.status);
  };
  const publish = (type, mode) =>
    request('/events', { method: 'POST', mode, body: json, headers: { 'content-type': type } });
  const form = (enctype) => {
    const frame = document.createElement('iframe');
    frame.name = 'frame ' + enctype;
    document.body.append(frame);
    const element = document.createElement('form');
    Object.assign(element, { action: address + '/events', method: 'post', enctype, target: frame.name });
    const input = document.createElement('input');
    // Sent as text this is JSON: the equals sign falls into a string.
    Object.assign(input, { name: json.slice(0, -1) + ',"x":"', value: '"}' });
    element.append(input);
    document.body.append(element);
    const loaded = new Promise((resolve) => frame.addEventListener('load', () => resolve('sent')));
    element.submit();
    return loaded;
  };
  const embed = (tag, path) => {
    const element = document.createElement(tag);
    const outcome = told(element);
    element.src = address + path;
    document.body.append(element);
    return outcome;
  };
  const beacon = new Blob([json], { type: 'text/plain' });
  await Promise.all([
    attempt('fetch a stream', () => request('/events')),
    attempt('fetch the metrics', () => request('/metrics')),
    attempt('fetch with cookies', () => request('/poll?wait=0', { credentials: 'include' })),
    attempt('blind fetch', () => request('/poll?wait=0', { mode: 'no-cors' })),
    attempt('publish JSON', () => publish('application/json', 'cors')),
    attempt('blind publish as text', () => publish('text/plain', 'no-cors')),
    attempt('blind publish as JSON', () => publish('application/json', 'no-cors')),
    attempt('blind publish as a form', () => publish('application/x-www-form-urlencoded', 'no-cors')),
    attempt('beacon', async () => String(navigator.sendBeacon(address + '/events', beacon))),
    attempt('form as text', () => form('text/plain')),
    attempt('form with parts', () => form('multipart/form-data')),
    attempt('EventSource', () => told(new EventSource(address + '/events'))),
    attempt('EventSource with cookies', () =>
      told(new EventSource(address + '/sse', { withCredentials: true }))),
    attempt('WebSocket', () => told(new WebSocket(address.replace('http', 'ws') + '/ws'))),
    attempt('image', () => embed('img', '/events')),
    attempt('script', () => embed('script', '/poll?wait=0')),
  ]);
  return outcomes;
})`;

/** Everything that a page can try without a person's help, by name, with what each attempt came to. */
export function attack(page: Page, hub: string): Promise<Record<string, string>> {
  return page.evaluate(`${IN_PAGE}(${JSON.stringify(hub)})`);
}

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventSource } from 'eventsource';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { standaloneCommand } from '../../support/standalone-command';
import { hubProcess, type HubProcess } from './support/hub-process';

/** The same client for everybody who has nothing but a standard library. */
const PYTHON = `
import json, sys, urllib.request

url, last, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
headers = {"Accept": "text/event-stream"}
if last:
    headers["Last-Event-ID"] = last
with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as stream:
    event = {"event": "message", "data": []}
    for raw in stream:
        line = raw.decode("utf-8").rstrip("\\n")
        if line == "":
            if event["data"] and event["event"] == "message":
                print(json.dumps({"id": event.get("id"), "data": "\\n".join(event["data"])}), flush=True)
                count -= 1
                if count == 0:
                    break
            event = {"event": "message", "data": []}
        elif not line.startswith(":"):
            field, _, value = line.partition(":")
            value = value[1:] if value.startswith(" ") else value
            if field == "data":
                event["data"].append(value)
            else:
                event[field] = value
`;

const SLOW = { timeoutMs: 20_000 };
const TEXTS = ['one line', 'two\nlines', 'Zürich ☃ 🚋', '{"json": true}'];

let folder: string;
let hub: HubProcess;
let url: string;
const running: ChildProcess[] = [];
const sources: EventSource[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamgauge-clients-'));
  const port = await freePort();
  hub = hubProcess('hub', await standaloneCommand(folder), {
    STREAMGAUGE_LOG: 'json',
    STREAMGAUGE_PORT: String(port),
  });
  await hub.start();
  url = `http://127.0.0.1:${port}/events`;
});
afterAll(async () => {
  await hub.end('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const source of sources.splice(0)) source.close();
});

function run(
  command: string,
  ...args: string[]
): { stdout(): string; readonly exit: Promise<number | null> } {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { stdout: () => out, exit };
}

/** Publishes with Node's own fetch once somebody listens to the channel; gives the ids. */
async function publishTo(channel: string, texts: readonly string[]): Promise<string[]> {
  await eventually(() => {
    expect(hub.output()).toContain(`"channels":["${channel}"]`);
  }, SLOW);
  const ids: string[] = [];
  for (const data of texts) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channel, data }),
    });
    expect(answer.status).toBe(201);
    ids.push(((await answer.json()) as { id: string }).id);
  }
  return ids;
}

describe('clients that are not ours', () => {
  it('C7: curl watches, each event as soon as it is published, and publishes', async () => {
    const curl = run('curl', '--silent', '--no-buffer', `${url}?channel=by-curl`);
    await eventually(() => expect(curl.stdout()).toContain('event: connected\n'), SLOW);
    const publisher = run(
      'curl',
      '--silent',
      '--fail',
      '--data',
      '{"channel":"by-curl","data":"two\\nlines"}',
      '--header',
      'Content-Type: application/json',
      url,
    );
    expect(await publisher.exit).toBe(0);
    const { id } = JSON.parse(publisher.stdout()) as { id: string };
    await eventually(
      () => expect(curl.stdout()).toContain(`channel: by-curl\nid: ${id}\ndata: two\ndata: lines\n\n`),
      SLOW,
    );
  });

  it("C7: Python's urllib reads the stream and resumes with Last-Event-ID", async () => {
    const script = ['-u', '-c', PYTHON, `${url}?channel=by-python`];
    const first = run('python3', ...script, '', '2');
    const ids = await publishTo('by-python', TEXTS);
    expect(await first.exit).toBe(0);
    const second = run('python3', ...script, ids[1]!, '2');
    expect(await second.exit).toBe(0);
    const received = `${first.stdout()}${second.stdout()}`
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(received).toEqual(TEXTS.map((data, i) => ({ id: ids[i], data })));
  });

  it("C7: Node's fetch reads the stream", async () => {
    const stop = new AbortController();
    const answer = await fetch(`${url}?channel=by-fetch`, {
      headers: { accept: 'text/event-stream' },
      signal: stop.signal,
    });
    const ids = await publishTo('by-fetch', TEXTS);
    let text = '';
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    while (!text.includes(ids.at(-1)!)) text += (await reader.read()).value ?? '';
    stop.abort();
    for (const id of ids) expect(text).toContain(`id: ${id}\n`);
  });

  it('C7: the eventsource package of Node receives and comes back after a restart', async () => {
    const source = new EventSource(`${url}?channel=by-node`);
    sources.push(source);
    const received: string[] = [];
    source.addEventListener('message', ({ data }) => received.push(data as string));
    await publishTo('by-node', TEXTS);
    await eventually(() => expect(received).toEqual(TEXTS), SLOW);
    expect(await hub.end('SIGTERM')).toBe(0);
    await hub.start();
    await publishTo('by-node', ['after the restart']);
    await eventually(() => expect(received).toEqual([...TEXTS, 'after the restart']), SLOW);
  });
});

import { request } from 'node:http';

export interface PollAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly events: readonly { channel?: string; id?: string; event: string; data: string }[];
  readonly cursor: string;
  readonly client: string;
  readonly next: string;
  readonly code?: string;
  /** Data of the events of the log. */
  readonly published: readonly string[];
}

/** One poll, by a real HTTP client. */
export function poll(
  port: number,
  path: string,
  {
    headers = {},
    method = 'GET',
    signal,
  }: { headers?: Record<string, string>; method?: string; signal?: AbortSignal } = {},
): Promise<PollAnswer> {
  return new Promise((resolve, reject) => {
    const all = { Accept: 'application/json', ...headers };
    const req = request(
      { host: '127.0.0.1', port, path, method, headers: all, agent: false, ...(signal && { signal }) },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const body = (text === '' ? {} : JSON.parse(text)) as Partial<PollAnswer>;
          const { events = [], cursor = '', client = '', next = '', code } = body;
          resolve({
            status: res.statusCode ?? 0,
            headers: res.headers,
            events,
            cursor,
            client,
            next,
            ...(code !== undefined && { code }),
            published: events.filter(({ id, channel }) => id && channel).map(({ data }) => data),
          });
        });
      },
    );
    req.on('error', reject);
    req.end();
  });
}

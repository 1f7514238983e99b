/** What stands for data that is no JSON. */
export const NOT_JSON = Symbol('not JSON');

/** Parsed JSON, of several lines too; `NOT_JSON` for anything else. */
export function readPayload(data: string): unknown {
  if (!/^[\s]*[{["\dtfn-]/u.test(data)) return NOT_JSON;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return NOT_JSON;
  }
}

/** Whether data says that a response is over, as model APIs end streams of JSON. */
export const isEndMark = (data: string): boolean => data.trim() === '[DONE]';

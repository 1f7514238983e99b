import type { Agent } from 'node:http';
import type { Dispatcher } from 'undici';

/**
 * How connections to an endpoint are made: through which proxy or socket, with which certificates, and whom we trust.
 * One for each different configuration; transports share it.
 */
export interface Line {
  /** For requests through undici. */
  readonly dispatcher: Dispatcher;
  /** For WebSockets: an agent of node:http or node:https that makes the same kind of connection. */
  agent(url: URL): Agent;
  /** What a person should know of it, for good: that certificates are not checked. Null for nothing. */
  readonly warning: string | null;
  close(): Promise<void>;
}

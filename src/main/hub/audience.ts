import type { Audience, HubClient } from '@shared/hub';

/** What is known of a connection when it is decided whether an event is for it. */
export interface Listener extends Pick<
  HubClient,
  'id' | 'transport' | 'agent' | 'remoteAddress' | 'channels' | 'connectedAt'
> {
  /** Null for whoever did not have to say. */
  readonly userId: string | null;
  readonly authenticated: boolean;
}

/** Chooses among the connections that listen to a channel. */
export type ListenerFilter = (listener: Listener) => boolean;

/** Who an event is for. */
export interface EntryAudience {
  admits(listener: Listener): boolean;
}

/** Every condition that is given has to hold. Null when none is given: for everybody. */
export function audienceOf(
  to: Audience & { readonly filter?: ListenerFilter | undefined },
): EntryAudience | null {
  if (to.userIds === undefined && to.subscriptions === undefined && to.filter === undefined) return null;
  const users = to.userIds && new Set(to.userIds);
  const subscriptions = to.subscriptions && new Set(to.subscriptions);
  const { filter } = to;
  return {
    admits: (listener) =>
      (!users || (listener.userId !== null && users.has(listener.userId))) &&
      (!subscriptions || listener.channels.some((channel) => subscriptions.has(channel))) &&
      (!filter || filter(listener)),
  };
}

import type { Principal } from '../auth/principal';
import type { Arrival } from '../connection';
import type { Clients } from '../clients';
import type { FaultSwitch } from '../faults/fault-switch';
import type { EventLog } from '../log';
import type { ResolvedOptions } from '../options';
import type { Subscription } from '../subscription';

/** Parts of the hub that transports need. */
export interface TransportContext {
  readonly options: ResolvedOptions;
  readonly log: EventLog;
  readonly clients: Clients;
  readonly faults: FaultSwitch;
  /** False while the hub is closing. */
  readonly accepting: () => boolean;
}

/** A request for events, whatever its transport: checked, and what it asked for. */
export interface StreamRequest {
  readonly clientId: string;
  readonly principal: Principal;
  readonly remoteAddress: string;
  readonly agent: string;
  readonly subscription: Subscription;
  readonly arrival: Arrival;
  readonly heartbeat: 'comment' | 'event';
  /** Too many connections too fast: seconds to wait; 0 for welcome. */
  readonly tooFastSeconds: number;
}

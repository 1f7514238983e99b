import type { Clients, Visitor } from '../clients';
import type { FaultSwitch } from '../faults/fault-switch';
import type { EventLog } from '../log';
import type { ResolvedOptions } from '../options';

/** Parts of the hub that transports need. */
export interface TransportContext {
  readonly options: ResolvedOptions;
  readonly log: EventLog;
  readonly clients: Clients;
  readonly faults: FaultSwitch;
  /** False while the hub is closing. */
  readonly accepting: () => boolean;
}

/** A request for events, whatever its transport. */
export interface StreamRequest {
  readonly visitor: Visitor;
  readonly heartbeat: 'comment' | 'event';
  /** Too many connections too fast: seconds to wait; 0 for welcome. */
  readonly tooFastSeconds: number;
}

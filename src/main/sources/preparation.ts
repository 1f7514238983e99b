import type { SourceConfig } from '@shared/source';
import { createOutbound, outboundKey, type Outbound, type OutboundOptions } from './outbound';
import type { VariableScope } from './credentials/variables';
import { withVariables } from './variable-texts';

export type PreparationOptions = Omit<OutboundOptions, 'variables'> & {
  /** As they are now. */
  readonly variables: () => VariableScope;
};

/** Keeps what a source sends from attempt to attempt, and tells when that has become something else. */
export class Preparation {
  readonly #options: PreparationOptions;
  #prepared: { readonly config: SourceConfig; readonly outbound: Outbound } | null = null;

  constructor(options: PreparationOptions) {
    this.#options = options;
  }

  /** @throws StreamgaugeError as `createOutbound` */
  outbound(config: SourceConfig): Outbound {
    if (!this.#prepared) {
      const { userAgent, now, variables } = this.#options;
      const outbound = createOutbound(config, { variables: variables(), userAgent, now });
      this.#prepared = { config, outbound };
    }
    return this.#prepared.outbound;
  }

  /** Whether this configuration, with the variables of now, sends something else than what was prepared. */
  changes(config: SourceConfig): boolean {
    try {
      return this.#prepared?.outbound.key !== outboundKey(config, this.#options.variables());
    } catch {
      return true;
    }
  }

  /** Whether the second configuration leads to another address than the first, as that was used last. */
  leadsElsewhere(before: SourceConfig, after: SourceConfig): boolean {
    return this.#addressOf(before) !== this.#addressOf(after);
  }

  /** Lets go of it: the next attempt prepares anew. */
  drop(): void {
    this.#prepared?.outbound.close();
    this.#prepared = null;
  }

  #addressOf(config: SourceConfig): string {
    if (this.#prepared?.config === config) return this.#prepared.outbound.url;
    try {
      return new URL(withVariables(config, this.#options.variables()).url.trim()).href;
    } catch {
      return config.url;
    }
  }
}

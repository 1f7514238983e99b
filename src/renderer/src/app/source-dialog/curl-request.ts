import type { Method } from '@shared/source-options';
import type { NamedValue } from './split-headers';

/** The proxy of a curl command; `none` for one that wants none. */
export type CurlProxy =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'manual';
      readonly url: string;
      readonly username: string;
      readonly password: string;
      readonly except: string;
    };

/** What a curl command asks for, as far as a source can. */
export interface CurlRequest {
  readonly url: string;
  readonly method: Method;
  readonly body: string;
  readonly bodyType: string;
  readonly headers: readonly NamedValue[];
  readonly user: { readonly username: string; readonly password: string } | null;
  /** From a `Last-Event-ID` header; empty for none. */
  readonly startFromId: string;
  /** Null where the command says nothing of one. */
  readonly proxy: CurlProxy | null;
  readonly insecure: boolean;
  readonly passphrase: string;
  readonly unixSocket: string;
  readonly http2: boolean;
  /** Whole sentences about what was left out or must be looked at. */
  readonly notes: readonly string[];
}

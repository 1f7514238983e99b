/** Certificates and checks of TLS. All PEM as text. */
export interface TlsConfig {
  /** The client's certificate, with its chain. */
  readonly certificate?: string;
  readonly key?: string;
  readonly passphrase?: string;
  /** Authorities that are trusted besides the system's. */
  readonly authorities?: string;
  /** Name that is asked for (SNI) and must be on the certificate, instead of the address's. */
  readonly serverName?: string;
  /** Takes any certificate. */
  readonly insecure?: boolean;
  readonly minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
}

/** A proxy by hand. */
export interface ProxyConfig {
  /**
   * `http`, `https`, `socks4`, `socks4a`, `socks5` or `socks5h`. Names are looked up by the proxy, with `socks4` here,
   * since that protocol knows addresses only. May hold credentials.
   */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** Hosts that are reached straight: `NO_PROXY`'s format, see `bypassesProxy`. */
  readonly except?: string;
}

/** How connections to an endpoint are made. Secrets in the clear: lives in the main process only. */
export interface LineConfig {
  readonly tls?: TlsConfig;
  /** `system` takes what the environment says; none by default. */
  readonly proxy?: 'none' | 'system' | ProxyConfig;
  /** Path of a Unix socket; the address then only gives scheme, `Host` and path. */
  readonly unixSocket?: string;
  /** Offers HTTP/2; true by default. */
  readonly http2?: boolean;
}

/** What a person should know of a line for good: that certificates are not checked. Null for nothing. */
export function lineWarning(tls: Pick<TlsConfig, 'insecure'> | undefined): string | null {
  return tls?.insecure === true
    ? 'Certificates are not checked: anyone on the way can read and change this stream.'
    : null;
}

export type HeaderField = readonly [name: string, value: string];

/**
 * Something that proves to an endpoint who asks. Whoever uses it asks only for the origin that the person named:
 * what a redirect leads to elsewhere gets nothing.
 */
export interface Credential {
  /**
   * The header fields for a request to this address, fetched when need be. Values are secrets.
   * @throws ConnectionError when they cannot be had
   */
  headersFor(url: URL): Promise<readonly HeaderField[]>;
  /** Query parameters that are added to the address. Values are secrets. */
  readonly query?: readonly HeaderField[];
  /**
   * The endpoint answered 401.
   * @param sent what `headersFor` gave for that request, so that one refusal spends one token, whoever else was refused
   */
  refused(sent?: readonly HeaderField[]): void;
  /** Whether after `refused` other headers may come: then a request is worth repeating once. */
  readonly renews: boolean;
  /** `Set-Cookie` fields of an answer of this address. */
  received?(url: URL, setCookie: readonly string[]): void;
}

/** Headers whose values open doors. */
const SECRET =
  /^(?:proxy-)?authorization$|^(?:set-)?cookie$|api-?key|token|secret|passw|credential|session|signature|(?:^|-)auth(?:$|-)/iu;

/** Whether the value of a header is kept as a secret unless somebody says otherwise. */
export const looksSecret = (headerName: string): boolean => SECRET.test(headerName.trim());

/** Offered while a header name is typed. */
export const COMMON_HEADERS = [
  'Authorization',
  'X-Api-Key',
  'Cookie',
  'Accept-Language',
  'Cache-Control',
  'Origin',
  'Referer',
  'User-Agent',
  'X-Request-Id',
  'X-Tenant',
] as const;

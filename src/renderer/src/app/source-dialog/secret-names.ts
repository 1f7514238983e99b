/** Headers whose values open doors. */
const SECRET =
  /^(?:proxy-)?authorization$|^(?:set-)?cookie$|api-?key|token|secret|passw|credential|session|signature|(?:^|-)auth(?:$|-)/iu;

/** Whether the value of a header is kept as a secret unless somebody says otherwise. */
export const looksSecret = (headerName: string): boolean => SECRET.test(headerName.trim());

const ALWAYS = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** Headers that are nothing but a secret: the main process keeps them as one whatever was chosen. */
export const isAlwaysSecret = (headerName: string): boolean => ALWAYS.has(headerName.trim().toLowerCase());

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

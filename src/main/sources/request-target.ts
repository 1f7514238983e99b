import type { SourceConfig } from '@shared/source';

/** Address and headers of a source as they go out, secrets included. */
export function requestTarget(config: SourceConfig): {
  url: string;
  headers: [name: string, value: string][];
} {
  const url = new URL(config.url.trim());
  if (config.queryToken) url.searchParams.set(config.queryToken.name, config.queryToken.value);
  url.hash = '';
  return {
    url: url.href,
    headers: config.headers.filter((header) => header.enabled).map(({ name, value }) => [name, value]),
  };
}

import type { SourceConfig } from '@shared/source';
import type { TransportRequest } from './transports/transport';

/** What a source sends and where to, secrets included. */
export function requestTarget(
  config: SourceConfig,
): Pick<TransportRequest, 'sourceName' | 'url' | 'secretParameter' | 'headers'> {
  const { name, queryToken } = config;
  const url = new URL(config.url.trim());
  if (queryToken) url.searchParams.set(queryToken.name, queryToken.value);
  url.hash = '';
  return {
    sourceName: name,
    url: url.href,
    secretParameter: queryToken?.name ?? null,
    headers: config.headers.filter((header) => header.enabled).map((header) => [header.name, header.value]),
  };
}

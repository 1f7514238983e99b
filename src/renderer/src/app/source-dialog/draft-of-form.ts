import type { SourceDraft } from '@shared/source';
import { secretSlotsOf, type SignIn, type SourceOptions, type SourceSecrets } from '@shared/source-options';
import {
  isBlankRow,
  keepsStored,
  nameFromUrl,
  transportsOf,
  usesQueryToken,
  type SourceForm,
} from './source-form';

function signInOf({ auth, signIn }: SourceForm): SignIn {
  switch (auth) {
    case 'basic':
      return { kind: 'basic', username: signIn.username };
    case 'bearer':
      return { kind: 'bearer' };
    case 'api-key':
      return { kind: 'api-key', header: signIn.header.trim() };
    case 'oauth':
      return {
        kind: 'oauth',
        tokenUrl: signIn.tokenUrl.trim(),
        clientId: signIn.clientId.trim(),
        scope: signIn.scope.trim(),
        audience: signIn.audience.trim(),
        authentication: signIn.authentication,
      };
    default:
      return { kind: 'none' };
  }
}

function cursorOf({ cursor }: SourceForm): SourceOptions['polling']['cursor'] {
  const parameter = cursor.parameter.trim() || 'cursor';
  if (cursor.from === 'body') return { from: 'body', path: cursor.path.trim(), parameter };
  if (cursor.from === 'header') return { from: 'header', name: cursor.name.trim(), parameter };
  return { from: cursor.from };
}

function trimmed<T extends object>(part: T): T {
  return Object.fromEntries(
    Object.entries(part).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'string' ? value.trim() : value,
    ]),
  ) as T;
}

function optionsOf(form: SourceForm): SourceOptions {
  const { options, proxy } = form;
  const mapping = trimmed(form.mapping);
  return {
    ...options,
    unixSocket: options.unixSocket.trim(),
    urls: Object.fromEntries(Object.entries(trimmed(form.urls)).filter(([, url]) => url !== '')),
    signIn: signInOf(form),
    tls: { ...options.tls, serverName: options.tls.serverName.trim() },
    proxy: proxy.kind === 'manual' ? { ...trimmed(proxy), kind: 'manual' } : { kind: proxy.kind },
    websocket: {
      ...options.websocket,
      resumeParameter: options.websocket.resumeParameter.trim(),
    },
    polling: { ...trimmed(options.polling), cursor: cursorOf(form) },
    mapping: Object.values(mapping).every((path) => path === '') ? null : mapping,
  };
}

/** Secrets that the options make use of; left out are those that stay as they are stored. */
function secretsOf(form: SourceForm, options: SourceOptions): SourceSecrets {
  const secrets: SourceSecrets = {};
  for (const slot of secretSlotsOf(options)) {
    const { value, removed } = form.secrets[slot];
    if (value !== '') secrets[slot] = value;
    else if (removed) secrets[slot] = '';
  }
  return secrets;
}

/** What is sent to the main process. Choices are made up from the fields that belong to them. */
export function draftOf(form: SourceForm): SourceDraft {
  const tokenName = usesQueryToken(form) ? form.tokenName.trim() : '';
  // Plain data: neither the bridge nor IPC takes the proxies of a reactive form.
  const options = JSON.parse(JSON.stringify(optionsOf(form))) as SourceOptions;
  return {
    name: (form.name.trim() || nameFromUrl(form.url)).slice(0, 120),
    url: form.url.trim(),
    transports: transportsOf(form),
    enabled: form.enabled,
    headers: form.headers
      .filter((row) => !isBlankRow(row))
      .map((row) => ({
        name: row.name.trim(),
        secret: row.secret,
        enabled: row.enabled,
        ...(row.secret && row.value === '' && keepsStored(row.name, row.stored) ? {} : { value: row.value }),
      })),
    queryToken:
      tokenName === ''
        ? null
        : {
            name: tokenName,
            ...(form.tokenValue === '' && keepsStored(tokenName, form.tokenStored)
              ? {}
              : { value: form.tokenValue }),
          },
    resume: form.resume,
    startFromId: form.startFromId,
    options,
    secrets: secretsOf(form, options),
  };
}

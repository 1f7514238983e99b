import type { SourceConfig } from '@shared/source';
import { SECRET_SLOTS, type SignIn, type SourceSecrets } from '@shared/source-options';
import { expand, variableNames, type VariableScope } from './credentials/variables';

/** In the first message of a WebSocket this stands for itself: the transport fills it in. */
const LAST_EVENT_ID = 'lastEventId';

/** The configuration with every text changed that may name variables: the one place that says which these are. */
export function mapVariableTexts(
  config: SourceConfig,
  change: (text: string, place: 'openMessage' | 'other') => string,
): SourceConfig {
  const text = (value: string): string => change(value, 'other');
  const { options, headers, queryToken } = config;
  const { signIn, proxy, websocket } = options;
  const secrets: SourceSecrets = {};
  for (const slot of SECRET_SLOTS) {
    const value = config.secrets[slot];
    if (value !== undefined) secrets[slot] = text(value);
  }
  return {
    ...config,
    url: text(config.url),
    headers: headers.map((header) => (header.enabled ? { ...header, value: text(header.value) } : header)),
    queryToken: queryToken && { ...queryToken, value: text(queryToken.value) },
    secrets,
    options: {
      ...options,
      body: text(options.body),
      urls: Object.fromEntries(
        Object.entries(options.urls).map(([transport, url]) => [transport, text(url)]),
      ),
      signIn: mapSignIn(signIn, text),
      proxy:
        proxy.kind === 'manual'
          ? { ...proxy, url: text(proxy.url), username: text(proxy.username), except: text(proxy.except) }
          : proxy,
      websocket: {
        ...websocket,
        openMessage: change(websocket.openMessage, 'openMessage'),
        operation: text(websocket.operation),
        variables: text(websocket.variables),
        topics: websocket.topics.map(text),
      },
    },
  };
}

/**
 * The configuration with the values of variables in place.
 * @throws StreamgaugeError `variable` for one that nobody has set
 */
export function withVariables(config: SourceConfig, scope: VariableScope): SourceConfig {
  const open: VariableScope = {
    ...scope,
    variables: { ...scope.variables, [LAST_EVENT_ID]: { value: `{{${LAST_EVENT_ID}}}`, secret: false } },
  };
  return mapVariableTexts(config, (text, place) =>
    text.includes('{{') ? expand(text, place === 'openMessage' ? open : scope).text : text,
  );
}

/** Whether the source depends on what variables are set to. */
export function usesVariables(config: SourceConfig): boolean {
  let uses = false;
  mapVariableTexts(config, (text, place) => {
    const names = variableNames(text);
    uses ||= names.some((name) => place === 'other' || name !== LAST_EVENT_ID);
    return text;
  });
  return uses;
}

function mapSignIn(signIn: SignIn, text: (value: string) => string): SignIn {
  switch (signIn.kind) {
    case 'basic':
      return { ...signIn, username: text(signIn.username) };
    case 'oauth':
      return {
        ...signIn,
        tokenUrl: text(signIn.tokenUrl),
        clientId: text(signIn.clientId),
        scope: text(signIn.scope),
        audience: text(signIn.audience),
      };
    case 'none':
    case 'bearer':
    case 'api-key':
      return signIn;
  }
}

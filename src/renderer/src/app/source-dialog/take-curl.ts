import type { CurlRequest } from './curl-request';
import { emptyForm, newHeader, type SecretField, type SourceForm } from './source-form';

const typed = (field: SecretField, value: string): SecretField => ({ ...field, value });

/**
 * Puts the request of a curl command into the fields. Everything that a command says is replaced, also by what it
 * leaves out; name, strategy, retries and the reading of messages stay.
 */
export function takeCurl(form: SourceForm, request: CurlRequest): void {
  const { signIn, proxy } = emptyForm();
  form.url = request.url;
  form.headers = request.headers.map(newHeader);
  if (request.startFromId !== '') form.startFromId = request.startFromId;
  form.options.method = request.method;
  form.options.body = request.body;
  form.options.bodyType = request.bodyType;
  form.options.http2 = request.http2;
  form.options.unixSocket = request.unixSocket;
  form.options.tls.insecure = request.insecure;
  form.auth = request.user ? 'basic' : 'none';
  form.signIn = { ...signIn, username: request.user?.username ?? '' };
  form.secrets.password = typed(form.secrets.password, request.user?.password ?? '');
  form.secrets.passphrase = typed(form.secrets.passphrase, request.passphrase);
  const isManual = request.proxy?.kind === 'manual';
  form.proxy = { ...proxy, ...request.proxy };
  if (isManual) {
    const { kind, url, username, except } = request.proxy;
    form.proxy = { kind, url, username, except };
  }
  form.secrets.proxyPassword = typed(form.secrets.proxyPassword, isManual ? request.proxy.password : '');
  // A body can only be sent over HTTP.
  if (request.method !== 'GET' && form.strategy === 'auto') form.strategy = 'sse';
}

import type { MessageKey } from '../../i18n/i18n';

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/u));

/** Options of curl that change nothing here: how it prints, and what a source does anyway. */
export const HARMLESS = set(
  `-N --no-buffer -s --silent -S --show-error -v --verbose -i --include -L --location -g --globoff --compressed
   --http2 --http2-prior-knowledge -4 --ipv4 -6 --ipv6 -f --fail --fail-with-body -# --progress-bar
   --no-progress-meter --tcp-nodelay --no-keepalive --path-as-is --ssl-no-revoke --tlsv1 --tlsv1.2 --tlsv1.3
   --anyauth --basic --raw -n --netrc -q --disable -j --junk-session-cookies -O --remote-name -R --remote-time
   --tr-encoding --no-alpn --no-sessionid --proxy-anyauth --proxy-basic -p --proxytunnel`,
);

/** Options with a value that change nothing here. */
export const HARMLESS_WITH_VALUE = set(
  `-o --output -w --write-out -m --max-time --connect-timeout --retry --retry-delay --retry-max-time --max-redirs
   --limit-rate --keepalive-time -y --speed-time -Y --speed-limit -D --dump-header -c --cookie-jar --trace
   --trace-ascii --stderr --cert-type --key-type --tls-max --expect100-timeout`,
);

/** Options with a value that a source cannot follow, with what they are. */
export const UNSUPPORTED_WITH_VALUE: Readonly<Record<string, MessageKey>> = {
  '--proxy-header': 'dialogs.curl.what.proxyHeader',
  '--capath': 'dialogs.curl.what.caPath',
  '--pinnedpubkey': 'dialogs.curl.what.pinnedKey',
  '--ciphers': 'dialogs.curl.what.ciphers',
  '--resolve': 'dialogs.curl.what.address',
  '--connect-to': 'dialogs.curl.what.address',
  '--doh-url': 'dialogs.curl.what.resolver',
  '--abstract-unix-socket': 'dialogs.curl.what.abstractSocket',
  '--interface': 'dialogs.curl.what.interface',
  '--local-port': 'dialogs.curl.what.localPort',
  '-r': 'dialogs.curl.what.range',
  '--range': 'dialogs.curl.what.range',
  '--aws-sigv4': 'dialogs.curl.what.signing',
  '-F': 'dialogs.curl.what.multipart',
  '--form': 'dialogs.curl.what.multipart',
  '--form-string': 'dialogs.curl.what.multipart',
};

/** Options of data, which become the body. */
export const BODY = set(
  '-d --data --data-raw --data-binary --data-ascii --data-urlencode --json -T --upload-file',
);

/** Options that name a file, with what it is here; it is chosen under TLS and proxy. */
export const FILES: Readonly<Record<string, MessageKey>> = {
  '--cacert': 'dialogs.curl.file.ca',
  '-E': 'dialogs.curl.file.certificate',
  '--cert': 'dialogs.curl.file.certificate',
  '--key': 'dialogs.curl.file.key',
};

/** Schemes of proxies that have an option of their own. */
export const PROXIES: Readonly<Record<string, string>> = {
  '-x': 'http',
  '--proxy': 'http',
  '--socks4': 'socks4',
  '--socks4a': 'socks4a',
  '--socks5': 'socks5',
  '--socks5-hostname': 'socks5h',
};

/** Short options that take no value and may run together. */
export const FLAGS_WITHOUT_VALUE = /^[#046GNSfgijkLsvqIlnpRaBO]$/u;

/** Options with a value that a source takes over, by what they give. */
export const VALUE_OPTIONS: Readonly<
  Record<
    string,
    | 'header'
    | 'user'
    | 'proxy-user'
    | 'cookie'
    | 'user-agent'
    | 'referer'
    | 'bearer'
    | 'method'
    | 'url'
    | 'query'
    | 'noproxy'
    | 'socket'
    | 'passphrase'
    | 'config'
  >
> = {
  '-H': 'header',
  '--header': 'header',
  '-u': 'user',
  '--user': 'user',
  '-U': 'proxy-user',
  '--proxy-user': 'proxy-user',
  '-b': 'cookie',
  '--cookie': 'cookie',
  '-A': 'user-agent',
  '--user-agent': 'user-agent',
  '-e': 'referer',
  '--referer': 'referer',
  '--oauth2-bearer': 'bearer',
  '-X': 'method',
  '--request': 'method',
  '--url': 'url',
  '--url-query': 'query',
  '--noproxy': 'noproxy',
  '--unix-socket': 'socket',
  '--pass': 'passphrase',
  '-K': 'config',
  '--config': 'config',
};

/** A certificate authority of the test's own, made by openssl. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Pem {
  readonly key: string;
  readonly cert: string;
}

export interface Authority {
  /** Its own certificate. */
  readonly cert: string;
  readonly folder: string;
  /** A certificate for names and addresses; `passphrase` locks the key. */
  issue(names: readonly string[], options?: { organisation?: string; passphrase?: string }): Pem;
  /** One whose time is over. */
  issueExpired(name: string): Pem;
  remove(): void;
}

const EC = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1'.split(' ');

export function createAuthority(name = 'Test Authority'): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-authority-'));
  const openssl = (...args: string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  openssl(
    'req',
    '-x509',
    ...EC,
    '-nodes',
    '-days',
    '2',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-subj',
    `/O=${name}/CN=${name}`,
  );
  writeFileSync(join(folder, 'index.txt'), '');
  writeFileSync(
    join(folder, 'ca.conf'),
    '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=p\ncopy_extensions=copy\nunique_subject=no\n[p]\norganizationName=optional\ncommonName=supplied\n',
  );
  function sign(
    names: readonly string[],
    organisation: string,
    passphrase: string | null,
    from: string,
    to: string,
  ): Pem {
    const alternatives = names.map((one) => (/^[\d.]+$|:/u.test(one) ? `IP:${one}` : `DNS:${one}`)).join(',');
    const lock = passphrase === null ? ['-nodes'] : ['-passout', `pass:${passphrase}`];
    openssl(
      'req',
      ...EC,
      ...lock,
      '-keyout',
      's.key',
      '-out',
      's.csr',
      '-subj',
      `/O=${organisation}/CN=${names[0]}`,
      '-addext',
      `subjectAltName=${alternatives}`,
    );
    openssl(
      ...'ca -batch -notext -config ca.conf -cert ca.crt -keyfile ca.key -in s.csr -out s.crt'.split(' '),
      ...['-startdate', from, '-enddate', to],
    );
    return { key: read('s.key'), cert: read('s.crt') };
  }
  return {
    cert: read('ca.crt'),
    folder,
    issue: (names, { organisation = 'Test', passphrase } = {}) =>
      sign(names, organisation, passphrase ?? null, '20200101000000Z', '20991231000000Z'),
    issueExpired: (one) => sign([one], 'Test', null, '20200101000000Z', '20200201000000Z'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

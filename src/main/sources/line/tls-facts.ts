import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { TlsFacts } from '@shared/connection';

const MAX_NAME = 200;

/** What a connection agreed on, from its socket. */
export function tlsFacts(socket: TLSSocket): TlsFacts {
  const certificate = socket.getPeerCertificate() as Partial<PeerCertificate>;
  const expiresAt = Date.parse(certificate.valid_to ?? '');
  return {
    version: socket.getProtocol() ?? 'TLS',
    cipher: socket.getCipher().standardName,
    alpn: socket.alpnProtocol === false || socket.alpnProtocol === null ? null : socket.alpnProtocol,
    subject: nameOf(certificate.subject, 'CN', 'O'),
    issuer: nameOf(certificate.issuer, 'O', 'CN'),
    expiresAt: Number.isNaN(expiresAt) ? null : expiresAt,
    verified: socket.authorized,
  };
}

/** A field of a name may come several times; then Node gives an array. */
function nameOf(entity: PeerCertificate['subject'] | undefined, ...fields: ('CN' | 'O')[]): string {
  for (const field of fields) {
    const value: unknown = entity?.[field];
    const text = Array.isArray(value) ? value.join(', ') : value;
    if (typeof text === 'string' && text !== '') return text.slice(0, MAX_NAME);
  }
  return '';
}

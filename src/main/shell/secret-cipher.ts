import { safeStorage } from 'electron';
import { sessionOnlyCipher, type SecretCipher } from '../settings/secret-cipher';

/**
 * The system's key store as a cipher. Where there is none, or only one that keeps its key in the program itself,
 * secrets stay in memory and the reason is shown. After the app is ready.
 */
export function systemCipher(): SecretCipher {
  if (!safeStorage.isEncryptionAvailable()) {
    return sessionOnlyCipher(
      process.platform === 'linux'
        ? 'no key store (GNOME Keyring or KWallet) is unlocked in this session.'
        : 'the key store of this system is not available.',
    );
  }
  const backend = backendName();
  // `basic_text` encrypts with a password that is part of Chromium's source.
  if (backend === 'basic_text' || backend === 'unknown') {
    return sessionOnlyCipher('the only key store in this session would keep them as good as readable.');
  }
  return {
    kept: { kept: true, backend },
    encrypt: (text) => safeStorage.encryptString(text).toString('base64'),
    decrypt: (blob) => safeStorage.decryptString(Buffer.from(blob, 'base64')),
  };
}

function backendName(): string {
  if (process.platform === 'darwin') return 'Keychain';
  if (process.platform === 'win32') return 'DPAPI';
  // Not there in Electron 25, whose isEncryptionAvailable() is true for real key stores only.
  return typeof safeStorage.getSelectedStorageBackend === 'function'
    ? safeStorage.getSelectedStorageBackend()
    : 'key store';
}

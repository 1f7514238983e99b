import type { Session } from 'electron';

/**
 * Denies every permission there is: the list of what the window may ask for is empty. Screen capture stays denied
 * as long as no display media handler is set.
 */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

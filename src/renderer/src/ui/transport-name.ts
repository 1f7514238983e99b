import { TRANSPORT_NAMES, type Transport } from '@shared/connection';
import { worded } from '../i18n/i18n';

/** `SSE`, `polling`: a transport in the language of the window, as it stands within a sentence. */
export const transportName = (transport: Transport): string => worded(TRANSPORT_NAMES[transport]);

import common from './common.json';
import connections from './connections.json';
import charts from './charts.json';
import dialogs from './dialogs.json';
import inspector from './inspector.json';
import notifications from './notifications.json';
import palette from './palette.json';
import server from './server.json';
import settings from './settings.json';
import shell from './shell.json';
import stream from './stream.json';
import text from './text.json';

/** All messages. Every file belongs to one part of the window and is named in messages before the first dot. */
const messages = {
  common,
  connections,
  charts,
  dialogs,
  inspector,
  notifications,
  palette,
  server,
  settings,
  shell,
  stream,
  text,
};
export type Messages = typeof messages;
export default messages;

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

/** As the English messages, key by key. */
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
export default messages;

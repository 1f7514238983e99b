import desktop from './desktop.json';
import engine from './engine.json';
import explain from './explain.json';
import history from './history.json';
import hub from './hub.json';
import query from './query.json';
import recordings from './recordings.json';
import rules from './rules.json';
import settings from './settings.json';
import shapes from './shapes.json';
import shared from './shared.json';
import sources from './sources.json';
import transports from './transports.json';

/** By the English template; `npm run sentences` lists what is missing. */
const entries: Readonly<Record<string, string>> = {
  ...desktop,
  ...engine,
  ...explain,
  ...history,
  ...hub,
  ...query,
  ...recordings,
  ...rules,
  ...settings,
  ...shapes,
  ...shared,
  ...sources,
  ...transports,
};
export default entries;

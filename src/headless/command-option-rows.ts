/** Options of `serve` for what is around the hub: the second half of the table. */
import { PLAY_SPEEDS } from '@shared/recording';
import { BETWEEN_FILES, list, one, optional, path, SPACES } from './option-row';
import { choice, onOff, text } from './option-types';
import { channel, fault, redisUrl, scene } from './option-values';

export const COMMAND_OPTION_ROWS = {
  redis: optional({
    group: 'Several hubs',
    type: redisUrl,
    unset: 'one hub alone',
    secret: true,
    help: 'Redis server (5 or newer) through which several hubs share events, ids and history.',
  }),
  redisPassword: optional({
    group: 'Several hubs',
    type: text('SECRET', 'a secret'),
    unset: 'from the URL',
    secret: true,
    help: 'Password of the Redis server.',
  }),
  redisKey: one({
    group: 'Several hubs',
    type: text('NAME', 'a name'),
    default: 'streamgauge',
    help: 'What their keys in Redis begin with; hubs with the same one are one group.',
  }),

  streams: optional({
    group: 'Feeding it',
    type: path('a file or folder'),
    unset: 'none',
    help: 'Definitions of streams: what is published to their channels is checked, and /asyncapi.json names it.',
  }),
  tailFiles: list({
    group: 'Feeding it',
    type: path('a file'),
    flag: 'tail-file',
    unset: 'none',
    separator: BETWEEN_FILES,
    help: 'Publishes each line that is appended to the file; may be given again.',
  }),
  tailChannels: list({
    group: 'Feeding it',
    type: channel,
    flag: 'channel',
    unset: 'logs',
    help: 'Where its lines go: the first channel for the first file and so on, or one for all.',
  }),
  replay: optional({
    group: 'Feeding it',
    type: path('a recording'),
    unset: 'none',
    help: 'Plays a recording.',
  }),
  replaySpeed: one({
    group: 'Feeding it',
    type: choice(...PLAY_SPEEDS),
    flag: 'speed',
    default: '1',
    help: 'How many times as fast; max leaves its pauses out.',
  }),
  replayLoop: one({
    group: 'Feeding it',
    type: onOff,
    flag: 'loop',
    default: false,
    help: 'Plays it over and over.',
  }),

  demo: one({ group: 'Trying clients out', type: onOff, default: false, help: 'Starts every demo scene.' }),
  scenes: list({
    group: 'Trying clients out',
    type: scene,
    flag: 'scene',
    unset: 'none',
    separator: SPACES,
    help: 'Starts one demo scene, with events a second if wanted: counter=50,burst=10,bytes=1000.',
  }),
  faults: list({
    group: 'Trying clients out',
    type: fault,
    flag: 'fault',
    unset: 'none',
    separator: SPACES,
    help: 'Something to do wrong on purpose: delay=250, drop=30, unavailable=10, stall…; see docs/hub.md.',
  }),

  metrics: one({
    group: 'Watching it',
    type: onOff,
    default: true,
    hub: 'metrics',
    help: 'Answers /metrics for Prometheus.',
  }),
  log: one({
    group: 'Watching it',
    type: choice('text', 'json', 'off'),
    default: 'text',
    help: 'How the log is written on stderr; with json all that it writes is one JSON object a line.',
  }),
  logLevel: one({
    group: 'Watching it',
    type: choice('debug', 'info', 'warn', 'error'),
    default: 'info',
    help: 'From which weight on.',
  }),
} as const;

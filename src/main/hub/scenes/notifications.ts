import type { Chance } from './chance';
import type { Scene, SceneNotification } from './scene';

const USERS = [42, 77] as const;

type Message = Omit<SceneNotification, 'channel'>;

/** What the two people of the demo are told, most usual first; weights as in an ordinary week. */
const MESSAGES: readonly (readonly [weight: number, (chance: Chance) => Message])[] = [
  [
    5,
    (chance) => {
      const version = `2.${chance.int(11, 18)}.${chance.int(0, 9)}`;
      return {
        level: 'success',
        priority: 'normal',
        title: `Deploy of api ${version} finished`,
        message: `All ${chance.int(3, 6)} instances are healthy after ${chance.int(48, 190)} s.`,
        details: { deploy: { service: 'api', version, region: chance.pick(['eu-central-1', 'us-east-1']) } },
      };
    },
  ],
  [
    5,
    (chance) => ({
      level: 'info',
      priority: 'low',
      title: `${chance.pick(['Mira', 'Jonas', 'Sol'])} mentioned you`,
      message: `“${chance.pick(['Can you look at the retry policy before Thursday?', 'Numbers match now, thanks.', 'Which queue does this one go to?'])}”`,
      details: { thread: { id: chance.int(300, 900), title: 'Checkout latency' } },
    }),
  ],
  [
    4,
    (chance) => ({
      level: 'info',
      priority: 'normal',
      title: `Order EU-${chance.int(20_100, 20_400)} was shipped`,
      message: `${chance.pick(['DHL', 'DPD', 'PostNL'])} expects delivery on ${chance.pick(['Tuesday', 'Thursday', 'Friday'])}.`,
      details: { tracking: `00340${chance.int(100_000, 999_999)}` },
    }),
  ],
  [
    3,
    (chance) => ({
      level: 'warning',
      priority: 'normal',
      title: 'Stock of Rain jacket Lofoten is low',
      message: `${chance.int(2, 9)} left in size M. At the current rate they last ${chance.int(1, 4)} days.`,
      details: { sku: 'JKT-204-M', warehouse: chance.pick(['HAM', 'LYS', 'AMS']) },
    }),
  ],
  [
    2,
    (chance) => {
      const percent = chance.int(86, 96);
      return {
        level: 'warning',
        priority: 'high',
        title: `Disk of db-2 is ${percent} % full`,
        message: `It grows by ${chance.number(1, 6, 1)} GB a day. Old backups are the largest part.`,
        details: { host: 'db-2', mount: '/var/lib/postgresql', percent },
      };
    },
  ],
  [
    2,
    (chance) => {
      const status = chance.pick([500, 502, 504]);
      return {
        level: 'error',
        priority: 'high',
        title: 'Payment webhook failed',
        message: `POST /hooks/payments answered ${status} three times. Order EU-${chance.int(20_400, 20_460)} waits for it.`,
        details: {
          attempts: [611, 588, 641].map((ms) => ({ status, ms: chance.latency(ms) })),
          retryable: true,
        },
      };
    },
  ],
  [
    1,
    (chance) => ({
      level: 'error',
      priority: 'normal',
      title: 'Import of customers.csv stopped',
      message: `Row ${chance.int(120, 9_400)} has no postcode. ${chance.int(2_000, 9_000)} rows were imported.`,
      details: { job: `job-${chance.int(4_100, 4_900)}` },
    }),
  ],
  [
    2,
    (chance) => ({
      level: 'success',
      priority: 'low',
      title: 'Backup of orders finished',
      message: `${chance.number(3, 9, 1)} GB in ${chance.int(2, 11)} min, verified.`,
    }),
  ],
  [
    1,
    (chance) => ({
      level: 'info',
      priority: 'high',
      title: 'New sign-in from Rotterdam',
      message: `${chance.pick(['Firefox on Linux', 'Chrome on Windows', 'Safari on iPhone'])}, at an address that was not used before.`,
      details: { ip: `198.51.100.${chance.int(2, 250)}` },
    }),
  ],
];

/** Messages for two people, of all levels and priorities. */
export const notifications: Scene = {
  id: 'notifications',
  title: 'Notifications',
  channels: USERS.map((user) => `NotificationStream:user:${user}`),
  defaultRate: 0.5,
  irregular: true,
  begin: ({ notify, chance }) => {
    return () => {
      const user = chance.weighted([
        [2, USERS[0]],
        [1, USERS[1]],
      ]);
      const { details, ...message } = chance.weighted(MESSAGES)(chance);
      notify({ channel: `NotificationStream:user:${user}`, ...message, details: { user, ...details } });
    };
  },
};

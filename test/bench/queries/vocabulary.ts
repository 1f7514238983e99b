import { Random } from './random';

/** Words of logs and messages, the most frequent ones first. */
const COMMON = (
  'the request to service from user order with for connection failed payment in worker by after retry timeout queue ' +
  'cache session database completed started waiting response customer shipment received index token node updated ' +
  'message pending stream returned limit event because client server closed reset peer upstream handler partition ' +
  'offset consumer lag rebalanced snapshot written bytes flushed replica leader elected health check passed degraded ' +
  'latency above threshold invoice refund warehouse carrier delivery parcel label printed scanned route driver ' +
  'delayed weather subscription renewed expired trial upgraded coupon applied basket abandoned search results'
).split(' ');

const SYLLABLES =
  'ba be bi bo da de di dra fe fi fo ga gle ha ka ki lo lu ma me mi na no pa pe ra ri so ta tor ve za'.split(
    ' ',
  );
const RARE_WORDS = 6_000;

/** Words by how often they come: those above, then made-up ones as names and terms of a trade are. */
export const WORDS: readonly string[] = [...COMMON, ...madeUp()];

export const CITIES = [
  'Berlin',
  'Lisboa',
  'Kraków',
  'Zürich',
  'Osaka',
  'Toronto',
  'Nairobi',
  'Austin',
  'Lyon',
  'Oslo',
];
export const NAMES = [
  'Ada Byron',
  'Grace Hopper',
  'Alan Kay',
  'Radia Perlman',
  'Niklaus Wirth',
  'Barbara Liskov',
];

function madeUp(): string[] {
  const random = new Random(7);
  const words = new Set<string>();
  while (words.size < RARE_WORDS) {
    words.add(Array.from({ length: 2 + random.below(3) }, () => random.pick(SYLLABLES)).join(''));
  }
  return [...words];
}

import { round, type Chance } from './chance';
import type { Scene } from './scene';

/** Orders that wait for their next step; the oldest are forgotten. */
const MAX_OPEN = 40;

interface Order {
  readonly ref: string;
  readonly region: Region['name'];
  readonly currency: string;
  readonly total: number;
}

interface Region {
  readonly name: 'eu' | 'us';
  readonly currency: string;
  readonly countries: readonly string[];
  readonly carriers: readonly string[];
  readonly methods: readonly string[];
}

const REGIONS: readonly (readonly [number, Region])[] = [
  [
    7,
    {
      name: 'eu',
      currency: 'EUR',
      countries: ['DE', 'FR', 'NL', 'IT', 'PL', 'SE'],
      carriers: ['dhl', 'dpd', 'postnl'],
      methods: ['card', 'card', 'sepa', 'ideal', 'paypal'],
    },
  ],
  [
    3,
    {
      name: 'us',
      currency: 'USD',
      countries: ['US', 'US', 'US', 'CA'],
      carriers: ['ups', 'usps', 'fedex'],
      methods: ['card', 'card', 'card', 'paypal', 'ach'],
    },
  ],
];

const PRODUCTS: readonly (readonly [sku: string, name: string, price: number])[] = [
  ['JKT-204-M', 'Rain jacket Lofoten, M', 129.9],
  ['BTL-075', 'Steel bottle 0.75 l', 24.5],
  ['TNT-2P', 'Tent Föhr, 2 persons', 289],
  ['SCK-3940', 'Wool socks 39/40', 15.5],
  ['LMP-H1', 'Head lamp H1, 400 lm', 48],
  ['MAP-ALP', 'Trail map Allgäu 1:25 000', 12.8],
  ['CKR-900', 'Gas cooker 900', 74.25],
  ['PCK-45', 'Backpack 45 l, pine', 159],
];
const REASONS = ['wrong size', 'arrived damaged', 'arrived too late', 'changed mind', 'ordered twice'];

/** A shop in two regions: orders are created, most get paid, few are refunded. */
export const orders: Scene = {
  id: 'orders',
  title: 'Orders',
  channels: ['orders/eu/*', 'orders/us/*'],
  defaultRate: 3,
  irregular: true,
  begin: ({ publish, now, chance }) => {
    const numbers = { eu: 20_410, us: 10_872 };
    const unpaid: Order[] = [];
    const paid: Order[] = [];

    const tell = (order: Order, what: string, details: object): void => {
      publish({
        channel: `orders/${order.region}/${what}`,
        event: `order.${what}`,
        data: { order: order.ref, total: order.total, currency: order.currency, ...details },
      });
    };
    const create = (): void => {
      const region = chance.weighted(REGIONS);
      const items = chooseItems(chance);
      const shipping = chance.pick([0, 0, 4.9, 9.9]);
      const total = round(
        items.reduce((sum, { qty, price }) => sum + qty * price, shipping),
        2,
      );
      const ref = `${region.name.toUpperCase()}-${++numbers[region.name]}`;
      const order: Order = { ref, region: region.name, currency: region.currency, total };
      keep(unpaid, order);
      tell(order, 'created', {
        items,
        customer: {
          id: chance.int(1_000, 9_999),
          country: chance.pick(region.countries),
          tier: chance.weighted([
            [6, 'standard'],
            [2, 'gold'],
            [1, null],
          ]),
        },
        shipping: { carrier: chance.pick(region.carriers), price: shipping, express: chance.happens(0.2) },
        placedAt: new Date(now()).toISOString(),
      });
    };
    const pay = (order: Order): void => {
      keep(paid, order);
      const methods = REGIONS.find(([, { name }]) => name === order.region)![1].methods;
      const method = chance.pick(methods);
      tell(order, 'paid', {
        payment: {
          method,
          ...(method === 'card' && {
            brand: chance.pick(['visa', 'mastercard']),
            last4: String(chance.int(1_000, 9_999)),
          }),
          reference: `pay_${chance.hex(10)}`,
          ms: chance.latency(610),
        },
      });
    };
    const refund = (order: Order): void => {
      const partial = chance.happens(0.3);
      tell(order, 'refunded', {
        refund: {
          id: `rf_${chance.hex(8)}`,
          amount: partial ? round(order.total / 2, 2) : order.total,
          partial,
          reason: chance.pick(REASONS),
          approvedBy: chance.pick(['mira', 'jonas', 'auto']),
        },
      });
    };

    return () => {
      const toRefund = chance.happens(0.07) ? paid.shift() : undefined;
      if (toRefund) return refund(toRefund);
      const toPay = chance.happens(0.1 * unpaid.length) ? takeOne(unpaid, chance) : undefined;
      if (toPay) return pay(toPay);
      create();
    };
  },
};

function chooseItems(chance: Chance): { sku: string; name: string; qty: number; price: number }[] {
  const start = chance.int(0, PRODUCTS.length - 1);
  const count = chance.weighted([
    [5, 1],
    [3, 2],
    [1, 3],
  ]);
  return Array.from({ length: count }, (_, i) => {
    const [sku, name, price] = PRODUCTS[(start + i * 3) % PRODUCTS.length]!;
    return {
      sku,
      name,
      qty: chance.weighted([
        [6, 1],
        [2, 2],
        [1, 4],
      ]),
      price,
    };
  });
}

function keep(list: Order[], order: Order): void {
  list.push(order);
  if (list.length > MAX_OPEN) list.shift();
}

function takeOne(list: Order[], chance: Chance): Order | undefined {
  return list.splice(chance.int(0, list.length - 1), 1)[0];
}

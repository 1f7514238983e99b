import { describe, expect, it } from 'vitest';
import { SharedIds } from '../../../../../src/main/hub/backplane/shared-ids';
import { seededRandom } from '../seeded-random';
import { Group, GroupClient, GroupHub } from './group';

const A = 'aaaaaaaa';
const B = 'bbbbbbbb';
const NODES = [A, B, 'cccccccc'];
const STEPS = 400;

interface Course {
  readonly clients: readonly GroupClient[];
  readonly hubs: readonly GroupHub[];
  readonly published: readonly string[];
}

/** Hubs publish, links break and heal, clients come, go and change hubs, all at random; in the end all is well again. */
function run(seed: number, capacity: number, answersGetLost: boolean): Course {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const group = new Group();
  const hubs = NODES.map((node) => new GroupHub(node, group, capacity));
  const clients: GroupClient[] = [];
  const published: string[] = [];
  const settle = (hub: GroupHub): void => {
    hub.link.flush();
    while (hub.link.pull());
  };
  for (let step = 0; step < STEPS; step++) {
    const hub = hubs[below(hubs.length)]!;
    const dice = random();
    if (dice < 0.3) {
      const data = `${hub.node[0]}${published.length}`;
      published.push(data);
      void hub.publish(data);
    } else if (dice < 0.45) hub.link.push(answersGetLost && random() < 0.2);
    else if (dice < 0.6) {
      if (hub.link.linked) hub.link.pull();
    } else if (dice < 0.64) {
      if (!answersGetLost) settle(hub);
      if (hub.link.linked) hub.link.cut();
    } else if (dice < 0.68) {
      if (!hub.link.linked) hub.link.mend();
    } else if (dice < 0.7) {
      if (clients.length < 6) {
        const client = new GroupClient(hub);
        client.connect(hub);
        clients.push(client);
      }
    } else if (clients.length > 0) {
      const client = clients[below(clients.length)]!;
      if (dice < 0.78) client.connect(hub);
      else if (dice < 0.8) client.leave();
      else client.read();
    }
  }
  for (const hub of hubs) if (!hub.link.linked) hub.link.mend();
  for (const hub of hubs) hub.link.flush();
  for (const hub of hubs) while (hub.link.pull());
  for (const client of clients) {
    client.connect(hubs[below(hubs.length)]!);
    while (client.read());
  }
  return { clients, hubs, published };
}

function checkCourse(seed: number, { clients, hubs, published }: Course): void {
  for (const { entries, node } of hubs) {
    expect(entries.map(({ data }) => data).sort(), `seed ${seed}, hub ${node}`).toEqual(
      [...published].sort(),
    );
  }
  clients.forEach((client, index) => {
    const where = `seed ${seed}, client ${index}`;
    const has = new Set([...client.known, ...client.got]);
    expect(
      published.filter((data) => !has.has(data)),
      `${where}: lost`,
    ).toEqual([]);
    const again = client.got.filter((data, at) => client.known.has(data) || client.got.indexOf(data) !== at);
    expect(
      again.filter((data) => !client.doubtful.has(data)),
      `${where}: twice`,
    ).toEqual([]);
  });
}

describe('ids of a log that hubs share', () => {
  it('lead every client on every hub to what it lacks and nothing else, through outages and changes of hub', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const course = run(seed, 1_000, false);
      checkCourse(seed, course);
      expect(course.clients.map(({ gaps }) => gaps).filter((gaps) => gaps > 0)).toEqual([]);
    }
  });

  it('do so too when events are on their way as the link breaks', () => {
    for (let seed = 1_001; seed <= 1_150; seed++) {
      const course = run(seed, 1_000, true);
      checkCourse(seed, course);
      expect(course.clients.map(({ gaps }) => gaps).filter((gaps) => gaps > 0)).toEqual([]);
    }
  });

  it('never pass over a loss when the log remembers little', () => {
    let gaps = 0;
    for (let seed = 2_001; seed <= 2_150; seed++) {
      const course = run(seed, seed % 2 === 0 ? 10 : 40, true);
      checkCourse(seed, course);
      gaps += course.clients.reduce((sum, client) => sum + client.gaps, 0);
    }
    expect(gaps).toBeGreaterThan(20);
  });

  it('tell which of its hub’s own events a client has until these have their number', () => {
    const group = new Group();
    const a = new GroupHub(A, group, 100);
    const b = new GroupHub(B, group, 100);
    for (const hub of [a, b]) hub.link.cut();
    for (const data of ['a1', 'a2']) void a.publish(data);
    for (const data of ['b1', 'b2']) void b.publish(data);
    expect(a.entries.map(({ id }) => id)).toEqual([`epoch000.0-${A}.1`, `epoch000.0-${A}.2`]);
    for (const hub of [a, b]) hub.link.mend();
    b.link.push(); // b1 is 1
    a.link.push(); // a1 is 2
    b.link.push(); // b2 is 3
    a.link.push(); // a2 is 4
    for (let i = 0; i < 3; i++) a.link.pull();
    expect(a.entries.slice(2)).toEqual([
      { data: 'b1', id: `epoch000.1-${A}.2` },
      { data: 'b2', id: `epoch000.3-${A}.2` },
    ]);
    a.link.pull();
    expect(a.ids.idAfter(4)).toBe('epoch000.4');
    while (b.link.pull());
    expect(b.ids.idAfter(4)).toBe('epoch000.4');
    const client = new GroupClient(a);
    client.known.clear();
    client.id = `epoch000.1-${A}.2`;
    client.connect(b);
    while (client.read());
    expect(client.got).toEqual(['b2']);
  });

  it('count what was given up as seen by those who have seen what came after it', async () => {
    const group = new Group();
    const a = new GroupHub(A, group, 100);
    a.link.cut();
    const [first] = await Promise.all(['a1', 'a2', 'a3'].map((data) => a.publish(data)));
    a.link.drop();
    a.link.mend();
    a.link.flush();
    while (a.link.pull());
    expect(a.ids.idAfter(3)).toBe('epoch000.2');
    expect(a.ids.locate('epoch000.2')).toEqual({ known: true, seq: 3 });
    expect(a.ids.locate(first!)).toEqual({ known: true, seq: 1 });
    expect(a.log.counters().unconfirmed).toBe(0);
  });

  it('know ids of another life as such, and what is no id of a hub', () => {
    const ids = new SharedIds(A, 10);
    ids.begin('epoch111', 0);
    ids.appended(1, { seq: 1, origin: { node: B, n: 1 } });
    expect(ids.locate('epoch000.1')).toEqual({ known: false, reason: 'other-epoch' });
    for (const id of [
      '',
      'order-1',
      'epoch111',
      'epoch111.',
      'epoch111.01',
      'epoch111.1-',
      `epoch111.1-${A}`,
      `epoch111.1-${A}.0`,
    ]) {
      expect(ids.locate(id)).toEqual({ known: false, reason: 'unknown-id' });
      expect(ids.isOwnForm(id)).toBe(false);
    }
    expect(ids.isOwnForm(`epoch000.1-${A}.7`)).toBe(true);
  });

  it('after another life has begun, own events still waiting keep their place in it', () => {
    const ids = new SharedIds(A, 10);
    ids.begin('epoch111', 0);
    ids.appended(1, { seq: 1, origin: { node: B, n: 1 } });
    ids.appended(2, { seq: null, origin: { node: A, n: 1 } });
    expect(ids.idAfter(2)).toBe(`epoch111.1-${A}.1`);
    ids.begin('epoch222', 0);
    expect(ids.idAfter(1)).toBe('epoch222.0');
    expect(ids.idAfter(2)).toBe(`epoch222.0-${A}.1`);
    expect(ids.locate('epoch222.0')).toEqual({ known: true, seq: 1 });
    ids.renumbered(2, 1, { node: A, n: 1 });
    expect(ids.idAfter(2)).toBe('epoch222.1');
    expect(ids.locate('epoch222.1')).toEqual({ known: true, seq: 2 });
  });

  it('answer for what is no longer remembered as long as its place can be reckoned', () => {
    const ids = new SharedIds(A, 5);
    ids.begin('epoch111', 100);
    for (let seq = 1; seq <= 20; seq++) ids.appended(seq, { seq: 100 + seq, origin: { node: B, n: seq } });
    expect(ids.locate('epoch111.118')).toEqual({ known: true, seq: 18 });
    expect(ids.locate('epoch111.103')).toEqual({ known: true, seq: 3 });
    expect(ids.locate('epoch111.100')).toEqual({ known: true, seq: 0 });
    expect(ids.locate('epoch111.99')).toEqual({ known: false, reason: 'unknown-id' });
    expect(ids.idAfter(3)).toBe('epoch111.103');
  });

  it('give an entry that could not be encoded up for the next one', () => {
    const ids = new SharedIds(A, 5);
    ids.begin('epoch111', 0);
    ids.appended(1, { seq: 1, origin: { node: B, n: 1 } });
    ids.appended(1, { seq: 2, origin: { node: B, n: 2 } });
    expect(ids.idAfter(1)).toBe('epoch111.2');
    expect(ids.locate('epoch111.1')).toEqual({ known: true, seq: 0 });
  });
});

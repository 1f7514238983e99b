import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ANYBODY, type Principal } from '../../../../../src/main/hub/auth/principal';
import { TicketBox, type TicketBoxOptions } from '../../../../../src/main/hub/auth/tickets';

const alice: Principal = {
  userId: 'alice',
  name: 'alice',
  tokenId: null,
  may: { subscribe: ['user:alice:**', 'news/**'], publish: ['user:alice:**'] },
  expiresAt: 9_000_000,
  via: 'header',
};
const here = { remoteAddress: '192.0.2.7', origin: 'https://app.example' };

function ticketBox(options: TicketBoxOptions = {}): { box: TicketBox; pass: (ms: number) => void } {
  let now = 50;
  return { box: new TicketBox({ clock: () => now, ...options }), pass: (ms) => void (now += ms) };
}

describe('TicketBox', () => {
  it('B1: gives a ticket of 32 random bytes that is good for 30 s, for reading what its owner may read', () => {
    const { box, pass } = ticketBox();
    const { ticket, expiresInSeconds, channels } = box.issue(alice, here);
    expect(ticket).toMatch(/^st_[A-Za-z0-9_-]{43}$/u);
    expect(expiresInSeconds).toBe(30);
    expect(channels).toEqual(['user:alice:**', 'news/**']);
    pass(29_999);
    expect(box.redeem(ticket, here)).toEqual({
      ...alice,
      may: { subscribe: ['user:alice:**', 'news/**'], publish: [] },
      via: 'ticket',
    });
  });

  it('is single-use', () => {
    const { box } = ticketBox();
    const { ticket } = box.issue(alice, here);
    expect(box.redeem(ticket, here)).not.toBeNull();
    expect(box.redeem(ticket, here)).toBeNull();
    expect(box.size).toBe(0);
  });

  it('is worth nothing after 30 s, and takes no memory any more', () => {
    const { box, pass } = ticketBox();
    const { ticket } = box.issue(alice, here);
    pass(30_000);
    expect(box.redeem(ticket, here)).toBeNull();
    expect(box.size).toBe(0);
    expect(box.dropped).toBe(0);
  });

  it('is good only for the address it was given to, and spoilt by a try from another', () => {
    const { box } = ticketBox();
    const { ticket } = box.issue(alice, here);
    expect(box.redeem(ticket, { ...here, remoteAddress: '192.0.2.8' })).toBeNull();
    expect(box.redeem(ticket, here)).toBeNull();
  });

  it('is good only for the origin it was given to; same-origin reading says none', () => {
    const { box } = ticketBox();
    const stolen = box.issue(alice, here).ticket;
    expect(box.redeem(stolen, { ...here, origin: 'https://evil.example' })).toBeNull();
    expect(box.redeem(stolen, here)).toBeNull();
    expect(box.redeem(box.issue(alice, here).ticket, { ...here, origin: null })).not.toBeNull();
    const { ticket } = box.issue(alice, { ...here, origin: null });
    expect(box.redeem(ticket, here)).not.toBeNull();
  });

  it('can be had for less than its owner may, not for more', () => {
    const { box } = ticketBox();
    const { ticket, channels } = box.issue(alice, here, ['news/eu']);
    expect(channels).toEqual(['news/eu']);
    expect(box.redeem(ticket, here)?.may).toEqual({ subscribe: ['news/eu'], publish: [] });
    expect(() => box.issue(alice, here, ['news/eu', 'user:bob:x'])).toThrow(
      expect.objectContaining({ status: 403, message: 'You may not read "user:bob:x".' }),
    );
    expect(() => box.issue({ ...alice, may: { subscribe: [], publish: ['**'] } }, here)).toThrow(
      expect.objectContaining({ status: 403 }),
    );
  });

  it('cannot be had for a ticket, which would make it last for ever', () => {
    const { box } = ticketBox();
    const ticketed = box.redeem(box.issue(alice, here).ticket, here)!;
    expect(() => box.issue(ticketed, here)).toThrow(expect.objectContaining({ status: 403 }));
  });

  it('D7: keeps a bounded number, drops the oldest and counts it', () => {
    const { box } = ticketBox({ maxTickets: 1_000, maxPerPrincipal: 1_000_000 });
    const tickets = Array.from({ length: 1_200 }, () => box.issue(alice, here).ticket);
    expect(box.size).toBe(1_000);
    expect(box.dropped).toBe(200);
    expect(box.redeem(tickets[199]!, here)).toBeNull();
    expect(box.redeem(tickets[200]!, here)).not.toBeNull();
  });

  it('D7: one user cannot push out the tickets of others', () => {
    const { box } = ticketBox({ maxPerPrincipal: 10 });
    const other = box.issue({ ...alice, userId: 'bob', name: 'bob' }, here).ticket;
    const stranger = box.issue(ANYBODY, here).ticket;
    const tickets = Array.from({ length: 50 }, () => box.issue(alice, here).ticket);
    expect(box.size).toBe(12);
    expect(box.dropped).toBe(40);
    expect(box.redeem(tickets[39]!, here)).toBeNull();
    for (const kept of [tickets[40]!, tickets[49]!, other, stranger]) {
      expect(box.redeem(kept, here)).not.toBeNull();
    }
  });

  it('keeps nothing from which a ticket could be had', () => {
    const { box } = ticketBox();
    const { ticket } = box.issue(alice, here);
    expect(inspect(box, { depth: Infinity, showHidden: true })).not.toContain(ticket.slice(3, 12));
  });
});

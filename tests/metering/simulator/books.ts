import { availableOf, type LeaseRow } from "../model/tables";
import type { Book } from "./book";
import type { Call, World } from "./world";

export function bookOf(world: World, accountId: string): Book {
  let book = world.books.get(accountId);
  if (!book) {
    book = { posted: 0, bound: 0, writtenOff: 0, enforcedSinceMs: null, pending: 0, leases: new Map(), free: [] };
    world.books.set(accountId, book);
  }
  return book;
}

/** After every change of an account: a new posting sets what may be used. */
export function noteAccount(world: World, accountId: string): void {
  const account = world.tables.accounts.get(accountId);
  if (!account) return;
  const book = bookOf(world, accountId);
  if (!account.enforced) {
    book.bound = Number.POSITIVE_INFINITY;
    book.enforcedSinceMs = null;
  } else if (book.bound === Number.POSITIVE_INFINITY) {
    // What was drawn without limit is still on its way here: such an account is judged by its admissions alone.
    book.enforcedSinceMs ??= world.agenda.nowMs;
  } else if (account.posted !== book.posted) {
    book.posted = account.posted;
    book.bound = Math.max(account.posted, account.consumed + account.reserved) + book.writtenOff;
  }
  const units = freeUnits(world, accountId);
  const last = book.free.at(-1);
  if (last?.units !== units) book.free.push({ atMs: world.agenda.nowMs, units });
}

/** A lease was let go of: what it had left may be used beside what others are sold, a named exception. */
export function noteWrittenOff(world: World, lease: LeaseRow): void {
  const book = bookOf(world, lease.accountId);
  const left = lease.granted - lease.settled;
  book.writtenOff += left;
  book.bound += left;
  noteAccount(world, lease.accountId);
}

/** What could still be sold by anybody: not used, not surely about to be, not lost with a silent node. */
function freeUnits(world: World, accountId: string): number {
  const account = world.tables.accounts.get(accountId);
  if (!account) return 0;
  let held = 0;
  for (const lease of world.tables.live.get(accountId) ?? [])
    held += lease.state === "orphan" ? lease.granted - lease.settled : staleFirm(world, lease);
  return availableOf(account) + account.reserved - bookOf(world, accountId).pending - held;
}

/**
 * What a node has truly reported as firm and what then came back by a VOID: until the VOID is in the ledger, which a node
 * without contact cannot see to, the store has to take it for used. Never more than came back, nor than is still reported.
 */
function staleFirm(world: World, { accountId, leaseId, firm, granted, settled }: LeaseRow): number {
  const drawn = bookOf(world, accountId).leases.get(leaseId);
  if (!drawn) return 0;
  return Math.max(0, Math.min(drawn.returned, Math.min(firm, granted - settled) - drawn.pending));
}

/** The least that was free since an instant. */
export function leastFree(world: World, accountId: string, sinceMs: number): number {
  const account = world.tables.accounts.get(accountId);
  // A lot that is over has nothing any more; so has one that is over as far as a node can tell.
  if (account?.kind === "credit" && world.agenda.nowMs + 50 >= (account.periodEndMs ?? Number.POSITIVE_INFINITY))
    return 0;
  let least = freeUnits(world, accountId);
  const { free } = bookOf(world, accountId);
  for (let index = free.length - 1; index >= 0; index--) {
    const entry = free[index];
    if (!entry) break;
    least = Math.min(least, entry.units);
    if (entry.atMs < sinceMs) break;
  }
  return least;
}

/** A call's share of accounts and leases that is not in the ledger yet. */
export function setPending(world: World, call: Call, draws: Call["draws"], isFirm: boolean): void {
  noteFirm(world, call, -1);
  for (const { accountId, leaseId, cost } of call.pending) {
    if (call.isFirm) bookOf(world, accountId).pending -= cost;
    if (leaseId) world.unbooked.set(leaseId, (world.unbooked.get(leaseId) ?? 0) - cost);
  }
  for (const { accountId, leaseId, cost } of draws) {
    if (isFirm) bookOf(world, accountId).pending += cost;
    if (leaseId) world.unbooked.set(leaseId, (world.unbooked.get(leaseId) ?? 0) + cost);
  }
  const touched = [...call.pending, ...returnedOf(call), ...draws];
  call.pending = draws;
  call.isFirm = isFirm;
  noteFirm(world, call, 1);
  for (const { accountId } of touched) noteAccount(world, accountId);
}

/** Adds a call's firm share of each lease to the books, or takes it out. */
function noteFirm(world: World, call: Call, sign: 1 | -1): void {
  if (!call.isFirm) return;
  for (const draw of call.pending) leaseBook(world, draw).pending += sign * draw.cost;
  for (const draw of returnedOf(call)) leaseBook(world, draw).returned += sign * draw.cost;
}

/** A fixed cost that a VOID gave back, while the ledger has not got it: such a call is firm and has nothing pending. */
function returnedOf(call: Call): Call["draws"] {
  return call.isFirm && call.hold.isFixed && call.pending.length === 0 ? call.draws : [];
}

function leaseBook(world: World, { accountId, leaseId }: Call["draws"][number]): { pending: number; returned: number } {
  const { leases } = bookOf(world, accountId);
  const key = leaseId ?? "";
  const drawn = leases.get(key) ?? { pending: 0, returned: 0 };
  leases.set(key, drawn);
  return drawn;
}

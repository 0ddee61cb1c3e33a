import { availableOf, type LeaseRow } from "../model/tables";
import type { Book } from "./book";
import type { Call, World } from "./world";

export function bookOf(world: World, accountId: string): Book {
  let book = world.books.get(accountId);
  if (!book) {
    book = { posted: 0, bound: 0, writtenOff: 0, enforcedSinceMs: null, pending: 0, free: [] };
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
    if (lease.state === "orphan") held += lease.granted - lease.settled;
  return availableOf(account) + account.reserved - bookOf(world, accountId).pending - held;
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
  for (const { accountId, leaseId, cost } of call.pending) {
    if (call.isFirm) bookOf(world, accountId).pending -= cost;
    if (leaseId) world.unbooked.set(leaseId, (world.unbooked.get(leaseId) ?? 0) - cost);
  }
  for (const { accountId, leaseId, cost } of draws) {
    if (isFirm) bookOf(world, accountId).pending += cost;
    if (leaseId) world.unbooked.set(leaseId, (world.unbooked.get(leaseId) ?? 0) + cost);
  }
  const touched = [...call.pending, ...draws];
  call.pending = draws;
  call.isFirm = isFirm;
  for (const { accountId } of touched) noteAccount(world, accountId);
}

import type { StoreRequest } from "@/lib/metering/core/types";
import { bookOf, noteAccount, setPending } from "./books";
import { report, type World } from "./world";

/** After every transaction of the store: nothing is promised beyond what was posted, nothing is held by nobody. */
export function checkCommit(world: World, request: StoreRequest): void {
  switch (request.fn) {
    case "lease_acquire":
      checkAccount(world, request.accountId);
      return;
    case "lease_return":
    case "lease_close": {
      const lease = world.tables.leases.get(request.leaseId);
      if (lease) checkAccount(world, lease.accountId);
      return;
    }
    case "usage_flush": {
      const lastSeq = world.tables.nodes.get(request.nodeId)?.lastSeq ?? 0;
      const touched = new Set<string>();
      for (const { seq, requestId, draws } of request.batch) {
        if (seq > lastSeq) continue;
        for (const { accountId } of draws) touched.add(accountId);
        const call = requestId === null ? undefined : world.byRequest.get(requestId);
        if (call && !call.isBooked && world.tables.requests.has(call.requestId)) {
          call.isBooked = true;
          setPending(world, call, [], false);
        }
      }
      for (const accountId of touched) checkAccount(world, accountId);
    }
  }
}

function checkAccount(world: World, accountId: string): void {
  const account = world.tables.accounts.get(accountId);
  if (!account) return;
  noteAccount(world, accountId);
  let left = 0;
  for (const lease of world.tables.live.get(accountId) ?? []) left += lease.granted - lease.settled;
  if (left !== account.reserved) report(world, `R3: ${accountId} has reserved ${account.reserved}, its leases ${left}`);
  const { bound } = bookOf(world, accountId);
  const promised = account.consumed + account.reserved;
  if (promised > bound) report(world, `I1: ${accountId} has used and promised ${promised} of ${bound}`);
}

import type { CoreState, Lease } from "@/lib/metering/core/state";

/** Journals a lease before the first call that draws on it, under the record's own position as its short name. */
export function nameLease(state: CoreState, lease: Lease): void {
  if (lease.number !== 0) return;
  const { account } = lease;
  lease.number = ++state.pos;
  state.out.push({
    type: "append",
    record: {
      type: "LEASE_OPEN",
      pos: lease.number,
      lease: lease.number,
      leaseId: lease.id,
      accountId: account.id ?? "",
      accountKind: account.kind,
      unit: account.unit,
      tenantId: account.ref.tenantId,
      featureId: account.ref.featureId,
      granted: lease.id === null ? 0 : lease.granted,
    },
  });
}

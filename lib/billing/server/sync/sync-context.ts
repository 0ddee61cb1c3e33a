import type { Transaction } from "@/db/client";
import type { Snapshot } from "@/lib/billing/server/sync/read-snapshot";
import type { Grant } from "@/lib/entitlements/types";

/** What a step of a sync knows: the mirror is written already, and what Stripe answered is at hand. */
export type SyncContext = {
  tenantId: string;
  /** Real time; the instant at which Stripe was asked. */
  now: Date;
  /** The same in the tenant's billing time. */
  billingNow: Date;
  snapshot: Snapshot;
  /** Events that this sync answers. */
  events: readonly { id: string; type: string; objectId: string | null }[];
};
export type SyncStep = (tx: Transaction, ctx: SyncContext) => Promise<void>;

/** Also knows what the tenant held and holds. */
export type GrantedContext = SyncContext & { before: Grant | null; after: Grant | null };
export type GrantedStep = (tx: Transaction, ctx: GrantedContext) => Promise<unknown>;

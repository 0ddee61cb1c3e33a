import { settlePlanChanges } from "@/lib/billing/server/changes/settle-plan-changes";
import { settleCheckouts } from "@/lib/billing/server/checkout/settle-checkouts";
import { settleTopUps } from "@/lib/billing/server/credits/settle-top-ups";
import { endReplaced } from "@/lib/billing/server/manual/end-replaced";
import { noticeMoneyState } from "@/lib/billing/server/notices/notice-money-state";
import { settleOutsideRefunds } from "@/lib/billing/server/refunds/settle-outside-refunds";
import type { GrantedStep, SyncStep } from "@/lib/billing/server/sync/sync-context";

/** What others do within a sync, before access is derived. */
export const beforeAccess: readonly SyncStep[] = [
  settleCheckouts,
  settleTopUps,
  endReplaced,
  settlePlanChanges,
  settleOutsideRefunds,
];

/** And once the grant is written; nothing here may change it. */
export const afterAccess: readonly GrantedStep[] = [(tx, { tenantId, now }) => noticeMoneyState(tx, { tenantId, now })];

import type { Spend, SpendSource } from "@/lib/entitlements/spend";
import type { CreditLot } from "@/lib/entitlements/types";
import type { AccountRef, Mode, Source } from "@/lib/metering/types";
import type { Period } from "@/lib/period";

/** A call is split over so many lots at most; smaller remainders wait for the next call. */
export const maxLots = 64;

type Holder = { tenantId: string; keyId: string; mode: Mode };

function periodAccount(
  kind: "quota" | "overage" | "cap",
  { tenantId, keyId, mode }: Holder,
  featureId: string,
  period: Period,
): AccountRef {
  const owner = kind === "cap" ? keyId : null;
  return {
    name: `${kind}|${tenantId}|${featureId}|${mode}|${owner ?? ""}|${period.start.getTime()}`,
    kind,
    tenantId,
    mode,
    featureId,
    keyId: owner,
    period,
    accountId: null,
  };
}

const lotAccount = (tenantId: string, { accountId }: CreditLot): AccountRef => ({
  name: accountId,
  kind: "credit",
  tenantId,
  mode: "live",
  featureId: null,
  keyId: null,
  period: null,
  accountId,
});

/** The ledger accounts that a spend names, in the judge's order. */
export function ledgerRefs(spend: Spend, holder: Holder): { caps: AccountRef[]; sources: Source[] } {
  const { budget, featureId } = spend;
  const sourceOf = (source: SpendSource): Source =>
    source.kind === "credits"
      ? {
          kind: "credits",
          lots: source.lots.slice(0, maxLots).map((lot) => lotAccount(holder.tenantId, lot)),
          microPerUnit: source.microPerUnit,
        }
      : { kind: source.kind, account: periodAccount(source.kind, holder, featureId, source.period) };
  return {
    caps: budget ? [periodAccount("cap", holder, featureId, budget.period)] : [],
    sources: spend.sources.map(sourceOf),
  };
}

import type { Spend, SpendSource } from "@/lib/entitlements/spend";
import type { CreditLot } from "@/lib/entitlements/types";
import type { AccountRef, Mode, Source } from "@/lib/metering/types";
import type { Period } from "@/lib/period";

/** A call is split over so many lots at most; smaller remainders wait for the next call. */
export const maxLots = 64;

type Holder = { tenantId: string; keyId: string; mode: Mode };
/** A period, and the tenant's clock by which it was counted. */
type Counted = { period: Period; clockOffsetSeconds: number };

function periodAccount(
  kind: "quota" | "overage" | "cap",
  { tenantId, keyId, mode }: Holder,
  featureId: string,
  { period, clockOffsetSeconds }: Counted,
): AccountRef {
  const owner = kind === "cap" ? keyId : null;
  // Under a clock that was moved, an equal start is another period.
  const clock = clockOffsetSeconds === 0 ? "" : `|${clockOffsetSeconds}`;
  return {
    name: `${kind}|${tenantId}|${featureId}|${mode}|${owner ?? ""}|${period.start.getTime()}${clock}`,
    kind,
    tenantId,
    mode,
    featureId,
    keyId: owner,
    period,
    accountId: null,
    ...(clockOffsetSeconds !== 0 && { clockOffsetSeconds }),
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
  const { budget, featureId, clockOffsetSeconds } = spend;
  const sourceOf = (source: SpendSource): Source =>
    source.kind === "credits"
      ? {
          kind: "credits",
          lots: source.lots.slice(0, maxLots).map((lot) => lotAccount(holder.tenantId, lot)),
          microPerUnit: source.microPerUnit,
        }
      : {
          kind: source.kind,
          account: periodAccount(source.kind, holder, featureId, { period: source.period, clockOffsetSeconds }),
        };
  return {
    caps: budget ? [periodAccount("cap", holder, featureId, { period: budget.period, clockOffsetSeconds })] : [],
    sources: spend.sources.map(sourceOf),
  };
}

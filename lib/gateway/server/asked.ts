import type { Route } from "@/lib/catalog/types";
import type { Allowed, JudgedCall } from "@/lib/entitlements/judged";
import type { Standing } from "@/lib/entitlements/types";
import type { RateUse } from "@/lib/gateway/limit-headers";
import { minuteEnd } from "@/lib/gateway/minute-windows";
import type { PreparedSpend } from "@/lib/gateway/server/prepare-call";
import type { Refusal, Seen } from "@/lib/gateway/types";
import type { IdentifiedKey } from "@/lib/keys/identified-key";
import type { AccountState, Admission } from "@/lib/metering/types";

/** Who asks for what; `attempt` counts how often the standing was read again for this call. */
export type Asked = { key: IdentifiedKey; route: Route; attempt: number };

/** What a call that may pass holds and tells. */
export type Pass = {
  standing: Standing;
  decision: Allowed;
  rate: RateUse | null;
  notice: string | null;
  /** Null for a call that costs nothing. */
  units: { admission: Admission; state: AccountState; spend: PreparedSpend } | null;
};
export type Judged = Pass | Refusal;

/** Everything that the judge looks at of a single call, before the ledger was asked. */
export const factsOf = (
  seen: Seen,
  { key, route }: Asked,
  addressAllowed: boolean,
  rateUsed: number | null,
): JudgedCall => ({
  key: { mode: key.mode, paused: key.pausedAt !== null, scopes: key.scopes, addressAllowed, budgets: key.budgets },
  route,
  rate: rateUsed === null ? null : { used: rateUsed, resetsAt: minuteEnd(seen.now) },
  ledger: null,
});

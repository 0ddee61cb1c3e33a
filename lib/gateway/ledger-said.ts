import type { LedgerSaid } from "@/lib/entitlements/spend";
import type { AccountState, Reservation } from "@/lib/metering/types";

/** An answer of the ledger that is a refusal the judge can explain. */
export type LedgerRefusal = Extract<Reservation, { status: "exhausted" | "held" | "capped" }>;

const quotaSaid = (state: AccountState | null) =>
  state && { limit: state.limit, used: state.used, held: state.heldUnits };

/** What the ledger answered, in the judge's words. */
export function ledgerSaid(answer: LedgerRefusal, now: Date): LedgerSaid {
  switch (answer.status) {
    case "exhausted":
      return { kind: "exhausted", quota: quotaSaid(answer.quota), credits: answer.credits };
    case "held":
      return {
        kind: "held",
        by: answer.by,
        limit: answer.state.limit,
        used: answer.state.used,
        heldUnits: answer.state.heldUnits,
      };
    case "capped":
      return {
        kind: "capped",
        limit: answer.state.limit ?? 0,
        used: answer.state.used,
        resetsAt: answer.account.period?.end ?? now,
      };
  }
}

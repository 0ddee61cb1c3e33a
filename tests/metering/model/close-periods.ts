import type { Tables } from "./tables";

/**
 * `ledger_close_periods`: an account whose period is over closes, and is sealed a while later (a lot: at once) when no
 * lease is left on it; what is left of a credit lot then expires.
 */
export function closePeriods(tables: Tables, nowMs: number, sealAfterMs: number): void {
  for (const account of tables.accounts.values()) {
    if (account.periodEndMs === null || nowMs < account.periodEndMs) continue;
    if (account.state === "sealed") continue;
    const isQuiet = (tables.live.get(account.accountId)?.size ?? 0) === 0;
    if (!isQuiet || (account.kind !== "credit" && nowMs < account.periodEndMs + sealAfterMs)) {
      if (account.state === "open") {
        account.state = "closing";
      }
      continue;
    }
    account.state = "sealed";
    const left = account.posted - account.consumed;
    if (account.kind !== "credit" || left <= 0) continue;
    account.posted -= left;
    const { unit, accountId } = account;
    tables.transfers.push({ kind: "expiry", unit, from: accountId, to: `breakage:${unit}`, amount: left });
  }
}

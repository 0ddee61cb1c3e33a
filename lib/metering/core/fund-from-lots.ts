import { describeLots } from "@/lib/metering/core/describe-account";
import { findAccount } from "@/lib/metering/core/find-account";
import { ask, type Funding, type Lack, newFunding, planDraws } from "@/lib/metering/core/funding";
import { usableUnits } from "@/lib/metering/core/lease";
import { lookAtAccount, reachOf } from "@/lib/metering/core/look-at-account";
import { refreshGone } from "@/lib/metering/core/refresh-gone";
import { retireDead } from "@/lib/metering/core/retire-dead";
import type { Account, CoreState, Draw } from "@/lib/metering/core/state";
import type { Source } from "@/lib/metering/types";

type Credits = Extract<Source, { kind: "credits" }>;

/**
 * Funds a call from lots in burn order, each drawn down before the next (§11). Answers null when the source covers the
 * call or must be waited for; else the micro-credits that all lots together could still give, which is too little.
 * What is only known from longer ago is added to `stale`.
 */
export function fundFromLots(
  state: CoreState,
  funding: Funding,
  source: Credits,
  units: number,
  isExtend: boolean,
  stale: Lack[],
): number | null {
  const needed = units * source.microPerUnit;
  // More than any ledger can hold: nobody need be asked.
  if (!Number.isSafeInteger(needed)) return 0;
  const plan = newFunding();
  const lots: Account[] = [];
  const old: Lack[] = [];
  const short: Lack[] = [];
  let missing = needed;
  let reach = 0;
  for (const ref of source.lots) {
    const lot = findAccount(state, ref);
    lots.push(lot);
    retireDead(state, lot);
    const usable = Math.min(missing, usableUnits(lot, isExtend));
    planDraws(state, plan, lot, usable, isExtend);
    missing -= usable;
    if (missing === 0) return cover(funding, source, plan.draws);
    const view = lookAtAccount(state, lot, usable + 1, isExtend);
    const need = { units: missing + usable, least: 1, isExtend };
    if (view === "unclear") funding.isUnclear = true;
    if (view === "ask") ask(funding, { account: lot, need });
    if (view === "unclear" || view === "ask") return null;
    if (view === "gone") {
      refreshGone(state, lot);
      old.push({ account: lot, need });
    }
    if (view === "short") short.push({ account: lot, need });
    reach += reachOf(lot);
  }
  stale.push(...old);
  if (reach < needed) return reach;
  funding.needs.push(...short);
  const heldUnits = Math.max(0, reach - (needed - missing));
  funding.held ??= { status: "held", by: "credits", state: { ...describeLots(lots), heldUnits } };
  return null;
}

function cover(funding: Funding, source: Source, draws: readonly Draw[]): null {
  funding.draws.push(...draws);
  funding.source = source;
  return null;
}

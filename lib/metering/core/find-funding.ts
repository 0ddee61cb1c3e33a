import { describeAccount } from "@/lib/metering/core/describe-account";
import { findAccount } from "@/lib/metering/core/find-account";
import { fundFromLots } from "@/lib/metering/core/fund-from-lots";
import { ask, type Funding, type Lack, newFunding, planDraws, sayHeld } from "@/lib/metering/core/funding";
import { usableUnits } from "@/lib/metering/core/lease";
import { lookAtAccount } from "@/lib/metering/core/look-at-account";
import { refreshGone } from "@/lib/metering/core/refresh-gone";
import { retireDead } from "@/lib/metering/core/retire-dead";
import type { Account, CoreState, Need } from "@/lib/metering/core/state";
import { storeNow } from "@/lib/metering/core/store-now";
import type { AccountRef, AccountState, HoldRequest, Source } from "@/lib/metering/types";

type Credits = { leftMicro: number; neededMicro: number };

/**
 * Caps first, all of them; then the first source that covers the call whole (§5.2). The next source is asked only where
 * the one before cannot cover the call any more: units that are merely held are waited for.
 */
export function findFunding(state: CoreState, hold: HoldRequest, units: number, isExtend: boolean): Funding {
  const funding = newFunding();
  for (const cap of hold.caps) fundCap(state, funding, cap, hold, units, isExtend);
  if (funding.answer) return funding;
  fundSource(state, funding, hold, units, isExtend);
  return funding;
}

/** True when every account covers its part: the plan may be carried out. */
export function isCovered(funding: Funding): boolean {
  return (
    funding.source !== null && funding.needs.length === 0 && !funding.answer && !funding.held && !funding.isUnclear
  );
}

function fundCap(
  state: CoreState,
  funding: Funding,
  ref: AccountRef,
  hold: HoldRequest,
  units: number,
  isExtend: boolean,
): void {
  const account = findAccount(state, ref);
  const view = lookClosely(state, account, units, isExtend);
  if (view === "covered") planDraws(state, funding, account, units, isExtend);
  else if (view === "spent") funding.answer ??= { status: "capped", account: ref, state: describeAccount(account) };
  else takeView(state, funding, account, view, units, isExtend, hold.sources[0]?.kind ?? "quota");
}

function fundSource(state: CoreState, funding: Funding, hold: HoldRequest, units: number, isExtend: boolean): void {
  let quota: AccountState | null = null;
  let credits: Credits | null = null;
  const stale: Lack[] = [];
  for (const source of hold.sources) {
    if (source.kind === "credits") {
      const left = fundFromLots(state, funding, source, units, isExtend, stale);
      if (left === null) return;
      credits = { leftMicro: Math.max(0, left), neededMicro: units * source.microPerUnit };
      continue;
    }
    const account = findAccount(state, source.account);
    const view = lookClosely(state, account, units, isExtend);
    if (view !== "spent" && view !== "gone") {
      if (view === "covered") coverBy(state, funding, source, account, units, isExtend);
      else takeView(state, funding, account, view, units, isExtend, source.kind);
      return;
    }
    if (view === "gone") stale.push({ account, need: needOf(account, units, isExtend) });
    if (source.kind === "quota") quota = describeAccount(account);
  }
  if (stale.length === 0) funding.answer ??= { status: "exhausted", quota, credits };
  else for (const lack of stale) ask(funding, lack);
}

function coverBy(
  state: CoreState,
  funding: Funding,
  source: Source,
  account: Account,
  units: number,
  isExtend: boolean,
): void {
  planDraws(state, funding, account, units, isExtend);
  funding.source = source;
}

function lookClosely(state: CoreState, account: Account, units: number, isExtend: boolean) {
  retireDead(state, account);
  const view = lookAtAccount(state, account, units, isExtend);
  if (view === "gone") refreshGone(state, account);
  return view;
}

function takeView(
  state: CoreState,
  funding: Funding,
  account: Account,
  view: ReturnType<typeof lookAtAccount>,
  units: number,
  isExtend: boolean,
  by: Source["kind"],
): void {
  if (view === "not_included") funding.answer ??= { status: "not_included" };
  else if (view === "outside_period")
    funding.answer ??= { status: "outside_period", atMs: storeNow(state, state.mono) };
  else if (view === "unclear") funding.isUnclear = true;
  else {
    const lack = { account, need: needOf(account, units, isExtend) };
    if (view !== "short") {
      ask(funding, lack);
      return;
    }
    funding.held ??= sayHeld(account, by);
    funding.needs.push(lack);
  }
}

function needOf(account: Account, units: number, isExtend: boolean): Need {
  return { units, least: Math.max(1, units - usableUnits(account, isExtend)), isExtend };
}

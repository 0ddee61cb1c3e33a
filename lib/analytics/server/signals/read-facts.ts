import type { Sql } from "@/db/connect";
import { monthlyMinor } from "@/lib/analytics/metrics/mrr-movement";
import type { FactsAt } from "@/lib/analytics/server/signals/facts-at";
import {
  type NextCharge,
  selectBalances,
  selectMoney,
  selectNextCharges,
  type TenantMoney,
} from "@/lib/analytics/server/signals/select-money";
import { selectQuotaPeriods } from "@/lib/analytics/server/signals/select-periods";
import {
  type CallMix,
  type LiveKey,
  selectCallMix,
  selectKeyUse,
  selectLiveKeys,
} from "@/lib/analytics/server/signals/select-usage";
import {
  type OverWall,
  selectOpenWalls,
  selectOverWalls,
  selectWallSums,
  selectWants,
} from "@/lib/analytics/server/signals/select-walls";
import { earlyEighty } from "@/lib/analytics/signals/early-eighty";
import type { TenantFacts } from "@/lib/analytics/signals/types";
import { type UseHistory, useHistory } from "@/lib/analytics/signals/use-history";
import { formatMoney } from "@/lib/money";
import { wallTime } from "@/lib/wall-time";

const dayMs = 86_400_000;
/** A key that nobody ever used is told of for so long. */
const activationDays = 60;
/** Statuses in which a tenant pays. */
const paying: ReadonlySet<string> = new Set(["active", "grace"]);

/** One tenant's facts, and what it pays a month and owes. */
export type FactRow = {
  tenantId: string;
  facts: TenantFacts;
  stake: { mrrMinor: number; owedMinor: number; currency: string | null };
};

/**
 * What is known at an instant of every active tenant, in a dozen queries whatever their number. Live calls only; nothing
 * of later is read. `stake.mrrMinor` is the larger of MRR and the mean month of the last 90 days.
 */
export async function readFacts(sql: Sql, at: FactsAt): Promise<FactRow[]> {
  const [money, uses, mixes, keys, walls, sums, gone, wants, charges, balances, periods] = await Promise.all([
    selectMoney(sql, at),
    selectKeyUse(sql, at),
    selectCallMix(sql, at),
    selectLiveKeys(sql, at),
    selectOpenWalls(sql, at),
    selectWallSums(sql, at),
    selectOverWalls(sql, at),
    selectWants(sql, at),
    at.isLive ? selectNextCharges(sql) : [],
    selectBalances(sql, at),
    selectQuotaPeriods(sql, at),
  ]);
  const [useOf, keysOf, wantsOf, periodsOf] = [grouped(uses), grouped(keys), grouped(wants), grouped(periods)];
  const [mixOf, wallOf, sumOf, goneOf] = [byTenant(mixes), byTenant(walls), byTenant(sums), byTenant(gone)];
  const [chargeOf, balanceOf] = [byTenant(charges), byTenant(balances)];
  return money.map((held) => {
    const { tenantId } = held;
    const own = keysOf.get(tenantId) ?? [];
    const live = own.filter(({ revokedAt }) => revokedAt === null);
    const names = new Map(live.map(({ keyId, name }) => [keyId, name]));
    // Whoever holds no plan any more has left already: that calls stopped says nothing new.
    const stays = held.status !== null && held.status !== "ended";
    const use = useHistory(useOf.get(tenantId) ?? [], names, at.today);
    const createdDay = Math.floor(wallTime(held.createdAt.getTime(), at.zone) / dayMs);
    const historyDays = at.today - Math.min(createdDay, use.firstDay ?? at.today);
    const mix = mixOf.get(tenantId);
    const wall = wallOf.get(tenantId);
    const sum = sumOf.get(tenantId);
    const asked = wantsOf.get(tenantId) ?? [];
    const balance = balanceOf.get(tenantId);
    const facts: TenantFacts = {
      historyDays,
      usageChange: stays ? use.usageChange : null,
      silence: stays ? use.silence : null,
      quietKeys: stays ? use.quietKeys : [],
      breadth: mix && stays && mix.routesNow > 0 ? { now: mix.routesNow, before: mix.routesBefore } : null,
      errors: errorsOf(mix),
      openWall: wall
        ? {
            code: wall.code,
            featureName: wall.featureName,
            days: daysSince(wall.openedAt, at.at),
            receiptsOpened: wall.receiptsOpened,
          }
        : null,
      wallsWaitedOut: sum?.waitedOut ?? 0,
      afterRefusal: stays ? afterRefusal(goneOf.get(tenantId), use, at.today) : null,
      retries: sum && sum.refusals > 0 ? { refusals: sum.refusals, blind: sum.blind } : null,
      overdue: overdueOf(held, at.at),
      graceEnds: held.graceEndsAt && {
        inDays: -daysSince(held.graceEndsAt, at.at),
        at: moment(held.graceEndsAt, at.zone),
      },
      cardEnds: cardEnds(chargeOf.get(tenantId), at),
      balance: balance ? { p10: balance.p10, p50: balance.p50 } : null,
      leaving: leavingOf(held, own),
      neverActivated: stays ? neverActivated(live, use, mix, at.at) : null,
      earlyEighty: bestEighty(periodsOf.get(tenantId) ?? [], at.today),
      quotaWalls30: { count: sum?.quotaWalls ?? 0, paid: sum?.quotaPaid ?? 0 },
      wantedFeature: asked.find(({ isSold }) => isSold) ?? null,
      newKey: newKey(live, useOf.get(tenantId) ?? [], at),
      capsRaised60: sum?.capsRaised ?? 0,
      notSold: asked.find(({ isSold }) => !isSold) ?? null,
    };
    return { tenantId, facts, stake: stakeOf(held, historyDays) };
  });
}

const byTenant = <Row extends { tenantId: string }>(rows: readonly Row[]) =>
  new Map(rows.map((row) => [row.tenantId, row]));

function grouped<Row extends { tenantId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.tenantId);
    if (group) group.push(row);
    else groups.set(row.tenantId, [row]);
  }
  return groups;
}

const daysSince = (then: Date, at: Date) => (at.getTime() - then.getTime()) / dayMs;

const inZone = (instant: Date, timeZone: string, form: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { timeZone, ...form }).format(instant).replaceAll(",", "");
const moment = (instant: Date, timeZone: string) =>
  inZone(instant, timeZone, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
const dayName = (instant: Date, timeZone: string) => inZone(instant, timeZone, { day: "numeric", month: "short" });

/** A share of fewer answers says nothing of them. */
const fewestAnswers = 30;

function errorsOf(mix: CallMix | undefined): TenantFacts["errors"] {
  if (!mix || mix.answersNow < fewestAnswers || mix.answersBefore < fewestAnswers) return null;
  return { nowShare: mix.failedNow / mix.answersNow, beforeShare: mix.failedBefore / mix.answersBefore };
}

/** Null once the calls are back: the last complete week is as good a witness as the one after the refusal. */
function afterRefusal(wall: OverWall | undefined, use: UseHistory, today: number): TenantFacts["afterRefusal"] {
  if (!wall) return null;
  return {
    openedOn: dayName(new Date(wall.openedDay * dayMs), "UTC"),
    beforeCalls: use.callsOf(wall.openedDay - 7, wall.openedDay),
    afterCalls: Math.max(use.callsOf(wall.overDay + 1, wall.overDay + 8), use.callsOf(today - 7, today)),
  };
}

function overdueOf(held: TenantMoney, at: Date): TenantFacts["overdue"] {
  if (!held.overdueSince) return null;
  const amountMinor = held.overdueMinor ?? held.priceMinor ?? 0;
  return {
    invoiceNumber: held.invoiceNumber,
    amount: formatMoney({ amountMinor, currency: held.currency ?? "EUR" }, "en"),
    days: daysSince(held.overdueSince, at),
    graceDays: held.graceDays ?? 0,
    cause: held.cause,
  };
}

/** In billing time; a card is good until the end of its month. */
function cardEnds(charge: NextCharge | undefined, { at, zone, isLive }: FactsAt): TenantFacts["cardEnds"] {
  const [best] = charge?.cards ?? [];
  if (!charge || !best || !isLive) return null;
  const endsMs = Date.UTC(best.year, best.month, 1);
  if (endsMs > charge.chargeAt.getTime()) return null;
  return {
    inDays: (charge.chargeAt.getTime() - at.getTime()) / dayMs - charge.offsetSeconds / 86_400,
    last4: best.last4,
    endsAt: dayName(new Date(endsMs - 1), "UTC"),
    nextChargeAt: dayName(charge.chargeAt, zone),
  };
}

/** Revoking one key of many is housekeeping. */
function leavingOf({ change }: TenantMoney, keys: readonly LiveKey[]): TenantFacts["leaving"] {
  const revoked = keys.filter(({ revokedAt }) => revokedAt !== null).length;
  const keysRevoked = revoked * 2 >= keys.length ? revoked : 0;
  return change === null && keysRevoked === 0 ? null : { change, keysRevoked, keysBefore: keys.length };
}

function neverActivated(
  keys: readonly LiveKey[],
  use: UseHistory,
  mix: CallMix | undefined,
  at: Date,
): TenantFacts["neverActivated"] {
  const [first] = keys;
  if (!first || use.firstDay !== null) return null;
  const days = daysSince(first.createdAt, at);
  return days > activationDays ? null : { days, unauthorized: mix?.unauthorized ?? 0 };
}

function newKey(
  keys: readonly LiveKey[],
  use: readonly { keyId: string; days: number[]; calls: number[] }[],
  { at, today }: FactsAt,
): TenantFacts["newKey"] {
  const lastWeek = ({ days, calls }: (typeof use)[number]) =>
    calls.reduce((sum, count, place) => sum + ((days[place] ?? 0) >= today - 7 ? count : 0), 0);
  const weekOf = new Map(use.map((key) => [key.keyId, lastWeek(key)]));
  const busiest = keys
    .filter(({ keyId, createdAt }) => daysSince(createdAt, at) <= 28 && (weekOf.get(keyId) ?? 0) > 0)
    .sort((a, b) => (weekOf.get(b.keyId) ?? 0) - (weekOf.get(a.keyId) ?? 0))[0];
  // A tenant whose every key is new has just begun.
  return busiest && keys.some(({ createdAt }) => daysSince(createdAt, at) > 28) ? { name: busiest.name } : null;
}

type Period = Awaited<ReturnType<typeof selectQuotaPeriods>>[number];

/** The quota that was early for the most periods. */
function bestEighty(periods: readonly Period[], today: number): TenantFacts["earlyEighty"] {
  const features = new Set(periods.map(({ featureId }) => featureId));
  const found = [...features].flatMap((id) => {
    const eighty = earlyEighty(
      periods.filter(({ featureId }) => featureId === id),
      today,
    );
    return eighty ? [eighty] : [];
  });
  return found.sort((a, b) => b.periods - a.periods)[0] ?? null;
}

function stakeOf(held: TenantMoney, historyDays: number): FactRow["stake"] {
  const isPaying = held.status !== null && paying.has(held.status);
  const mrr = isPaying && held.priceMinor && held.interval ? monthlyMinor(held.priceMinor, held.interval) : 0;
  const months = Math.min(3, Math.max(1, historyDays / 30));
  return {
    mrrMinor: Math.max(mrr, Math.round(held.paidMinor / months)),
    // Billed by hand, what is overdue may have no paper here yet.
    owedMinor: held.overdueSince ? Math.max(held.owedMinor, held.priceMinor ?? 0) : held.owedMinor,
    currency: held.currency,
  };
}

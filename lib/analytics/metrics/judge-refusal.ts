/** A refusal for money, or equal ones of the same ten seconds. Instants in epoch milliseconds. */
export type JudgedRefusal = {
  requestId: string;
  tenantId: string;
  featureId: string;
  code: string;
  atMs: number;
  askedUnits: number;
  /** How many it stands for. */
  weight: number;
};

/** One ledger account: what was put in and taken out of it over time, and what calls drew. */
export type AccountHistory = {
  startMs: number;
  /** Half-open; null: without end. */
  endMs: number | null;
  /** Grants positive, reductions negative. */
  posted: readonly { atMs: number; amount: number }[];
  /** Drawn by calls that were admitted before the first of `draws`. */
  drawnBefore: number;
  /** By the instant of admission, ascending. */
  draws: readonly { atMs: number; cost: number }[];
  /** What a gateway that was away kept in leases, from when until when. */
  away: readonly { fromMs: number; toMs: number; units: number }[];
};

/** What a tenant held from one instant until another, by the plan and by exceptions. */
export type TenantHistory = {
  /** Whether calls were open at all, by subscription or exception, as far as that is known. */
  isOpen: (atMs: number) => boolean;
  /** Terms of the feature; null: not included. */
  termsAt: (atMs: number, featureId: string) => FeatureTerms | null;
  quota: (atMs: number, featureId: string) => AccountHistory | null;
  credits: readonly AccountHistory[];
};

export type FeatureTerms = { isUnlimited: boolean; creditMicroPerUnit: number | null; isPostpaid: boolean };

export type Verdict = { kind: "rightful" } | { kind: "wrongful" | "heldAway"; text: string };

/** What happened within so long of each other cannot be put in an order: gateways hear of changes within five seconds. */
export const sameMomentMs = 5_000;

const unitCodes: ReadonlySet<string> = new Set(["quota_exhausted", "credits_exhausted", "credits_insufficient"]);
const closedCodes: ReadonlySet<string> = new Set([
  "subscription_required",
  "trial_expired",
  "subscription_expired",
  "subscription_past_due",
  "subscription_paused",
]);
const rightful: Verdict = { kind: "rightful" };

/**
 * Whether the settled ledger would have afforded a call that was refused for money (M20): what was posted less what
 * calls decided before it cost was enough, and state and feature allowed it. Units that calls held and gave back count
 * as affordable; those that a gateway which was away held are told apart.
 *
 * @param withinMs what happened so near to the refusal speaks for it
 */
export function judgeRefusal(refusal: JudgedRefusal, tenant: TenantHistory, withinMs = sameMomentMs): Verdict {
  const { atMs, code, featureId } = refusal;
  const holds = (check: (atMs: number) => boolean) => check(atMs - withinMs) && check(atMs) && check(atMs + withinMs);
  if (closedCodes.has(code)) {
    return holds(tenant.isOpen) ? { kind: "wrongful", text: `${code}, though the subscription was open.` } : rightful;
  }
  const includes = (at: number) => tenant.termsAt(at, featureId) !== null;
  if (code === "feature_not_in_plan") {
    return holds(includes) ? { kind: "wrongful", text: `${code}, though the plan included it.` } : rightful;
  }
  if (!unitCodes.has(code) || !holds(includes)) return rightful;
  return judgeUnits(refusal, tenant, withinMs);
}

function judgeUnits(
  { atMs, code, featureId, askedUnits }: JudgedRefusal,
  tenant: TenantHistory,
  withinMs: number,
): Verdict {
  const terms = [-withinMs, 0, withinMs].flatMap((step) => tenant.termsAt(atMs + step, featureId) ?? []);
  const all = (check: (one: FeatureTerms) => boolean) => terms.every(check);
  if (all(({ isUnlimited }) => isUnlimited)) return { kind: "wrongful", text: `${code}, though units had no limit.` };
  if (all(({ isPostpaid }) => isPostpaid))
    return { kind: "wrongful", text: `${code}, though overage was to be billed.` };
  const quota = tenant.quota(atMs, featureId);
  const units = quota ? leftAt([quota], atMs, withinMs) : { settled: 0, present: 0 };
  if (units.present >= askedUnits) {
    return { kind: "wrongful", text: `${code}, though ${units.present} units were left and ${askedUnits} asked.` };
  }
  const prices = terms.map(({ creditMicroPerUnit }) => creditMicroPerUnit ?? Number.POSITIVE_INFINITY);
  const neededMicro = askedUnits * Math.max(...prices);
  const credits = leftAt(tenant.credits, atMs, withinMs);
  if (credits.present >= neededMicro) {
    return {
      kind: "wrongful",
      text: `${code}, though ${credits.present} micro-credits were left and ${neededMicro} needed.`,
    };
  }
  if (units.settled >= askedUnits || credits.settled >= neededMicro) {
    return { kind: "heldAway", text: `${code}, while a gateway that was away held what was left.` };
  }
  return rightful;
}

/** What was left over several accounts at an instant: by the ledger, and without what was held by who was away. */
function leftAt(
  accounts: readonly AccountHistory[],
  atMs: number,
  withinMs: number,
): { settled: number; present: number } {
  let settled = 0;
  let away = 0;
  for (const { startMs, endMs, posted, drawnBefore, draws, away: leases } of accounts) {
    if (startMs > atMs - withinMs || (endMs !== null && endMs <= atMs + withinMs)) continue;
    const given = posted.reduce(
      (sum, { atMs: at, amount }) => sum + (at <= atMs + (amount > 0 ? -withinMs : withinMs) ? amount : 0),
      0,
    );
    const drawn = draws.reduce((sum, draw) => sum + (draw.atMs < atMs + withinMs ? draw.cost : 0), drawnBefore);
    settled += Math.max(0, given - drawn);
    for (const lease of leases)
      if (lease.fromMs <= atMs + withinMs && lease.toMs > atMs - withinMs) away += lease.units;
  }
  return { settled, present: Math.max(0, settled - away) };
}

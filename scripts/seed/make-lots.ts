import { newId } from "@/lib/id";
import type { DemoLot } from "@/scripts/seed/demo-ledger";
import type { StoryLot } from "@/scripts/seed/story";
import type { Told } from "@/scripts/seed/tell-calls";

const dayMs = 86_400_000;
/** Of one credit. */
const micro = 1_000_000;

type Before = (daysAgo: number) => Date;

/** Credits of a lot of a story, as they were given. */
export const creditsOf = (lot: DemoLot): number => lot.micro / micro;

/** The lots of a story, those that last until an instant with more than enough. */
export const plentyOf = (lots: readonly StoryLot[], before: Before): DemoLot[] =>
  lots.map((lot) => makeLot(lot, before(lot.daysAgo), typeof lot.credits === "number" ? lot.credits : 1_000_000));

/**
 * The lots of a story. One that lasts until an instant is told with more than enough first, to see what is spent of it.
 * @param tell tells the story's calls with these lots
 */
export function makeLots(
  lots: readonly StoryLot[],
  before: Before,
  tell: (lots: readonly DemoLot[], told: Told) => unknown,
): DemoLot[] {
  const plenty = plentyOf(lots, before);
  const lasting = lots.flatMap(({ credits }, at) =>
    typeof credits === "number" ? [] : [{ at, until: before(credits.untilDaysAgo), spare: credits.spare, spent: 0 }],
  );
  if (lasting.length === 0) return plenty;
  tell(plenty, (row, draws) => {
    for (const lot of lasting) {
      if (row.decidedAt > lot.until) continue;
      for (const { account, cost } of draws) if (account === plenty[lot.at]?.account) lot.spent += cost;
    }
  });
  return lots.map((lot, at) => {
    const known = lasting.find((one) => one.at === at);
    const credits = known ? Math.ceil(known.spent / micro) + known.spare : Number(lot.credits);
    return makeLot(lot, before(lot.daysAgo), credits);
  });
}

function makeLot({ kind, reason, expiresAfterDays }: StoryLot, givenAt: Date, credits: number): DemoLot {
  const expiresAt = expiresAfterDays ? new Date(givenAt.getTime() + expiresAfterDays * dayMs) : null;
  const amount = Math.max(1, credits) * micro;
  const accountId = newId("account", givenAt);
  const account = {
    ...{ accountId, kind: "credit" as const, featureId: null, keyId: null, enforced: true },
    ...{ start: givenAt, end: expiresAt, posted: amount, consumed: 0, postings: [{ at: givenAt, amount }] },
  };
  const id = newId("creditLot", givenAt);
  return { id, accountId, expiresAt, priority: 100, kind, micro: amount, givenAt, reason, account };
}

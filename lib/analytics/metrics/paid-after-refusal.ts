import { groupBy } from "@/lib/analytics/group-by";

const dayMs = 86_400_000;
const firstOfDays = 30;

/** A run of refusals for money. Instants in epoch milliseconds. */
export type EpisodeStart = { tenantId: string; openedAtMs: number };

/** Money that came: an upgrade or add-on paid, a top-up settled, an overdue invoice paid. */
export type PayingEvent = {
  tenantId: string;
  atMs: number;
  /** Added MRR of an upgrade, else the amount. */
  amountMinor: number;
};

export type PaidAfter = { converted: number; mature: number; immature: number; followedMinor: number };

/**
 * Which refused tenants paid within so many days. Of each tenant the first episode in 30 days counts; episodes that are
 * younger than the span are left out and only counted. Each payment is credited once, to the latest open episode.
 * The money "followed" the refusal; that it came because of it is not claimed.
 */
export function paidAfter(
  episodes: readonly EpisodeStart[],
  payments: readonly PayingEvent[],
  days: number,
  nowMs: number,
): PaidAfter {
  const span = days * dayMs;
  const firsts = firstEpisodes(episodes);
  const mature = firsts.filter(({ openedAtMs }) => openedAtMs + span <= nowMs);
  const follows = (episode: EpisodeStart, payment: PayingEvent) =>
    payment.atMs > episode.openedAtMs && payment.atMs <= episode.openedAtMs + span;
  const paidBy = groupBy(payments, ({ tenantId }) => tenantId);
  const converted = mature.filter((episode) =>
    paidBy.get(episode.tenantId)?.some((payment) => follows(episode, payment)),
  );
  const convertedOf = groupBy(converted, ({ tenantId }) => tenantId);
  const followed = payments.filter((payment) =>
    convertedOf.get(payment.tenantId)?.some((episode) => follows(episode, payment)),
  );
  return {
    converted: converted.length,
    mature: mature.length,
    immature: firsts.length - mature.length,
    followedMinor: followed.reduce((sum, { amountMinor }) => sum + Math.max(0, amountMinor), 0),
  };
}

/** Of each tenant the first episode, and then the first that opened 30 days or more after the last one counted. */
function firstEpisodes(episodes: readonly EpisodeStart[]): EpisodeStart[] {
  const lastAt = new Map<string, number>();
  return [...episodes]
    .sort((a, b) => a.openedAtMs - b.openedAtMs)
    .filter(({ tenantId, openedAtMs }) => {
      const last = lastAt.get(tenantId);
      if (last !== undefined && openedAtMs - last < firstOfDays * dayMs) return false;
      lastAt.set(tenantId, openedAtMs);
      return true;
    });
}

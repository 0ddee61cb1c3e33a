import { and, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { apiKey, keySecret } from "@/db/schema/keys";
import type { CatalogIndex } from "@/lib/catalog/index-catalog";
import type { Api, Route } from "@/lib/catalog/types";
import { demoEnv } from "@/lib/env";
import { actOut, type Player } from "@/scripts/seed/act-out";
import { CardBilling } from "@/scripts/seed/card-billing";
import type { DemoLot } from "@/scripts/seed/demo-ledger";
import { demoSecret } from "@/scripts/seed/demo-secret";
import type { LedgerRows } from "@/scripts/seed/ledger-rows";
import { makeKey, type NamedKey } from "@/scripts/seed/make-key";
import { creditsOf, makeLots, plentyOf } from "@/scripts/seed/make-lots";
import { makeTenant, slugOf } from "@/scripts/seed/make-tenant";
import { planCalls } from "@/scripts/seed/plan-calls";
import { random } from "@/scripts/seed/random";
import type { SeededCatalogue } from "@/scripts/seed/seed-catalogue";
import type { StagedLog } from "@/scripts/seed/staged-log";
import type { Story } from "@/scripts/seed/story";
import { type Stage, type TellInput, type Told, tellCalls } from "@/scripts/seed/tell-calls";
import type { UsageLog } from "@/scripts/seed/usage-log";

const dayMs = 86_400_000;
const minuteMs = 60_000;

export type DemoWorld = {
  catalogue: SeededCatalogue;
  catalog: CatalogIndex;
  api: Api;
  routes: readonly Route[];
  log: StagedLog;
  usage: UsageLog;
  ledger: LedgerRows;
  now: Date;
  historyDays: number;
  /** Of a password that nobody was told. */
  passwordHash: string;
};

type Before = (daysAgo: number) => Date;

/**
 * Makes one tenant with its people, its keys and what happened to it, and books the calls it made as a gateway's
 * flushes would have. Several may be made at once: what is drawn by chance follows from each one's own seed.
 */
export async function seedTenant(
  world: DemoWorld,
  story: Story,
  seed: number,
  own: { owner?: { email: string; name: string }; secret?: string; cameAt?: Date } = {},
): Promise<{ tenantId: string; calls: number }> {
  const { now, catalogue, historyDays } = world;
  const before = (daysAgo: number) => new Date(now.getTime() - Math.round(daysAgo * dayMs));
  const cameAt = own.cameAt ?? cameOf(story, now, before);
  const tenantId = await makeTenant(world, story, cameAt, own.owner);

  const isCharged = story.card || story.lots?.some(({ kind }) => kind === "bought");
  const card = isCharged
    ? new CardBilling(tenantId, slugOf(story.name).slice(0, 6).replace(/-$/, "").toUpperCase())
    : null;
  const player: Player = { catalogue, tenantId, now, card, given: [] };
  const stages: Stage[] = [];
  const [first, ...later] = story.acts;
  if (first) stages.push(await actOut(player, first, cameAt));
  const secretOf = (key: string) => demoSecret(demoEnv().DEMO_API_KEY_SEED, { tenant: story.name, key });
  const keys: NamedKey[] = [];
  for (const [at, key] of story.keys.entries()) {
    const from = key.madeDaysAgo === undefined ? new Date(cameAt.getTime() + at * 3_600_000) : before(key.madeDaysAgo);
    keys.push(await makeKey(catalogue, tenantId, key, from, own.secret ?? secretOf(key.name), before));
  }

  const from = new Date(Math.max(cameAt.getTime() + 3_600_000 * story.keys.length, before(historyDays).getTime()));
  const calls = planCalls(story, keys, from, now, random(seed));
  const input: TellInput = {
    calls,
    stages,
    lots: [],
    catalog: world.catalog,
    api: world.api,
    routes: world.routes,
    mix: story.mix,
    wants: story.wants ?? [],
    mixChangesAt: before(29.5),
    errorShare: story.errorShare ?? 0.006,
    incident: { from: before(16), to: new Date(before(16).getTime() + 40 * minuteMs) },
  };
  const tell = (lots: readonly DemoLot[], told: Told) => tellCalls({ ...input, lots }, random(seed + 1), told);
  const asked = story.lots ?? [];
  for (const act of later) {
    let at: Date | null = null;
    if ("daysAgo" in act) at = before(act.daysAgo);
    else if ("daysAfterFailure" in act) at = card && new Date(card.failedAt.getTime() + act.daysAfterFailure * dayMs);
    else at = afterRefusal((told) => tell(plentyOf(asked, before), told), act, before);
    if (at && at < now) stages.push(await actOut(player, act, at));
  }
  const lots = makeLots(asked, before, tell);
  const lastUsed = await bookCalls(world, (told) => world.ledger.add(tenantId, tell(lots, told), lots, now));
  for (const lot of lots) {
    if (lot.kind === "bought") await card?.buyCredits(lot.givenAt, creditsOf(lot), lot.reason);
  }
  if (story.card) await card?.settle(now, story.card);
  await stampLastUse(tenantId, lastUsed);
  return { tenantId, calls: calls.length };
}

function cameOf({ cameDaysAgo }: Story, now: Date, before: Before): Date {
  if (typeof cameDaysAgo === "number") return before(cameDaysAgo);
  const renewed = before(cameDaysAgo.before);
  const month = new Date(Date.UTC(renewed.getUTCFullYear(), renewed.getUTCMonth() - cameDaysAgo.months + 1, 0));
  renewed.setUTCFullYear(
    month.getUTCFullYear(),
    month.getUTCMonth(),
    Math.min(renewed.getUTCDate(), month.getUTCDate()),
  );
  return renewed < now ? renewed : now;
}

/** The instant of an act that answers a refusal; null when there was none. */
function afterRefusal(
  tell: (told: Told) => unknown,
  act: { minutesAfterRefusal: number; sinceDaysAgo: number },
  before: Before,
): Date | null {
  const since = before(act.sinceDaysAgo);
  let refusedAt: Date | null = null;
  tell(({ status, decidedAt }) => {
    if (status === 402 && decidedAt >= since) refusedAt ??= decidedAt;
  });
  return refusedAt && new Date((refusedAt as Date).getTime() + act.minutesAfterRefusal * minuteMs);
}

/** Writes the calls of a story while they are told, and answers when each key was used last. */
async function bookCalls({ log, usage }: DemoWorld, tell: (told: Told) => void): Promise<ReadonlyMap<string, Date>> {
  const lastUsed = new Map<string, Date>();
  tell((row, draws) => {
    log.add(row);
    if (row.metered) usage.add(row, draws);
    if (row.keyId && row.status !== 401) lastUsed.set(row.keyId, row.decidedAt);
  });
  await log.flush();
  return lastUsed;
}

async function stampLastUse(tenantId: string, lastUsed: ReadonlyMap<string, Date>): Promise<void> {
  for (const [keyId, lastUsedAt] of lastUsed) {
    await database()
      .update(apiKey)
      .set({ lastUsedAt })
      .where(and(eq(apiKey.tenantId, tenantId), eq(apiKey.id, keyId)));
    await database()
      .update(keySecret)
      .set({ lastUsedAt, lastUsedAddress: "192.0.2.10" })
      .where(and(eq(keySecret.tenantId, tenantId), eq(keySecret.keyId, keyId)));
  }
}

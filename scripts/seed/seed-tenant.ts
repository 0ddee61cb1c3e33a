import { and, eq } from "drizzle-orm";
import { database } from "@/db/client";
import type { Sql } from "@/db/connect";
import { apiKey, keySecret } from "@/db/schema/keys";
import { inTransaction } from "@/db/transaction";
import { insertMember } from "@/lib/accounts/server/insert-member";
import { insertTenant } from "@/lib/accounts/server/insert-tenant";
import type { CatalogIndex } from "@/lib/catalog/index-catalog";
import type { Api, Route } from "@/lib/catalog/types";
import { demoEnv } from "@/lib/env";
import { newId } from "@/lib/id";
import { rotateKey } from "@/lib/keys/server/rotate-key";
import { storeKey } from "@/lib/keys/server/store-key";
import { CreateKeyInput } from "@/lib/keys/types";
import { recordAudit } from "@/lib/server/record-audit";
import { actAt } from "@/scripts/seed/act-at";
import { actOut, type Player } from "@/scripts/seed/act-out";
import { bookCalls } from "@/scripts/seed/book-calls";
import { CardBilling } from "@/scripts/seed/card-billing";
import type { DayLog } from "@/scripts/seed/day-log";
import type { DemoLot } from "@/scripts/seed/demo-ledger";
import { demoSecret } from "@/scripts/seed/demo-secret";
import { planCalls } from "@/scripts/seed/plan-calls";
import { random } from "@/scripts/seed/random";
import type { SeededCatalogue } from "@/scripts/seed/seed-catalogue";
import type { Story, StoryLot } from "@/scripts/seed/story";
import { type Stage, type TellInput, type ToldKey, tellCalls } from "@/scripts/seed/tell-calls";
import type { UsageLog } from "@/scripts/seed/usage-log";

const dayMs = 86_400_000;
const minuteMs = 60_000;
const micro = 1_000_000;

export type DemoWorld = {
  catalogue: SeededCatalogue;
  catalog: CatalogIndex;
  api: Api;
  routes: readonly Route[];
  log: DayLog;
  usage: UsageLog;
  now: Date;
  historyDays: number;
  /** Of a password that nobody was told. */
  passwordHash: string;
};

type Key = ToldKey & { name: string };

/** Makes one tenant with its people, its keys and what happened to it, and books the calls it made. */
export async function seedTenant(
  world: DemoWorld,
  sql: Sql,
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
  const keys: Key[] = [];
  for (const [at, key] of story.keys.entries()) {
    const from = key.madeDaysAgo === undefined ? new Date(cameAt.getTime() + at * 3_600_000) : before(key.madeDaysAgo);
    keys.push(await makeKey(world, tenantId, key, from, own.secret ?? secretOf(key.name), before));
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
  const tell = (lots: readonly DemoLot[]) => tellCalls({ ...input, lots }, random(seed + 1));
  for (const act of later) {
    let at: Date | null = null;
    if ("daysAgo" in act) at = before(act.daysAgo);
    else if ("daysAfterFailure" in act) at = card && new Date(card.failedAt.getTime() + act.daysAfterFailure * dayMs);
    else at = afterRefusal(tell(makeLots(story.lots, before, null)), act, before);
    if (at && at < now) stages.push(await actOut(player, act, at));
  }
  const lots = makeLots(story.lots, before, (asked) => tell(asked).told);
  const { told, ledger } = tell(lots);
  for (const { kind, givenAt, micro: amount, reason } of lots) {
    if (kind === "bought") await card?.buyCredits(givenAt, amount / micro, reason);
  }
  if (story.card) await card?.settle(now, story.card);
  await bookCalls(sql, world, tenantId, { told, ledger, lots }, now);
  await stampLastUse(
    tenantId,
    told.map(({ row }) => row),
  );
  return { tenantId, calls: told.length };
}

/** A tenant's name as part of addresses. */
const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z]+/g, "-")
    .replace(/^-|-$/g, "");

function cameOf({ cameDaysAgo }: Story, now: Date, before: (daysAgo: number) => Date): Date {
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

async function makeTenant(
  { passwordHash, now }: DemoWorld,
  { name, locale, timeZone, members = [] }: Story,
  cameAt: Date,
  owner?: { email: string; name: string },
): Promise<string> {
  const ctx = actAt(cameAt);
  const slug = slugOf(name);
  const theOwner = owner ?? { email: `owner@${slug}.example`, name: `Owner of ${name}` };
  return inTransaction(async (tx) => {
    const { row } = await insertTenant(
      tx,
      ctx,
      { name, locale: locale ?? "en", timeZone, owner: theOwner },
      passwordHash,
    );
    for (const [at, role] of members.entries()) {
      const joins = new Date(Math.min(cameAt.getTime() + (at + 1) * 2 * dayMs, now.getTime()));
      const email = `${role}${at}@${slug}.example`;
      const person = { tenantId: row.id, email, name: `${role[0]?.toUpperCase()}${role.slice(1)} of ${name}`, role };
      const joined = await insertMember(tx, { ...person, passwordHash, now: joins });
      if (!joined) continue;
      await recordAudit(tx, actAt(joins, row.id), {
        action: "member.added",
        objectKind: "member",
        objectId: joined.memberId,
        after: { email, role },
      });
    }
    return row.id;
  });
}

async function makeKey(
  { catalogue }: DemoWorld,
  tenantId: string,
  { name, share, quietDaysAgo, expiresInDays, rotatedDaysAgo, budget }: Story["keys"][number],
  from: Date,
  secret: string,
  before: (daysAgo: number) => Date,
): Promise<Key> {
  const budgets = budget ? [{ ...budget, featureId: catalogue.featureId(budget.feature) }] : [];
  const input = CreateKeyInput.parse({
    name,
    mode: "live",
    scopes: catalogue.scopes,
    expiresInDays: expiresInDays ?? null,
    budgets: budgets.map(({ featureId, units, period }) => ({ featureId, units, period })),
  });
  const { key } = await inTransaction((tx) => storeKey(tx, actAt(from, tenantId), input, secret));
  if (rotatedDaysAgo) {
    await rotateKey(actAt(before(rotatedDaysAgo), tenantId), { id: key.id, overlap: "7d" });
  }
  return {
    name,
    share,
    from,
    quietFrom: quietDaysAgo === undefined ? null : before(quietDaysAgo),
    tenantId,
    keyId: key.id,
    secretId: "",
    hint: key.hint,
    mode: "live",
    scopes: catalogue.scopes,
    networks: [],
    errorDetail: "full",
    budgets,
    keyExpiresAt: key.expiresAt === null ? null : new Date(key.expiresAt),
    pausedAt: null,
    revokedAt: null,
    secretExpiresAt: null,
    replacedAt: null,
  };
}

/** The instant of an act that answers a refusal; null when there was none. */
function afterRefusal(
  { told }: ReturnType<typeof tellCalls>,
  act: { minutesAfterRefusal: number; sinceDaysAgo: number },
  before: (daysAgo: number) => Date,
): Date | null {
  const since = before(act.sinceDaysAgo);
  const refused = told.find(({ row }) => row.status === 402 && row.decidedAt >= since);
  return refused ? new Date(refused.row.decidedAt.getTime() + act.minutesAfterRefusal * minuteMs) : null;
}

/**
 * The lots of a story. One that lasts until an instant is told with more than enough first, to see what is spent of it.
 * @param tell null: amounts that depend on calls are left at more than enough
 */
function makeLots(
  lots: readonly StoryLot[] = [],
  before: (daysAgo: number) => Date,
  tell: ((lots: readonly DemoLot[]) => ReturnType<typeof tellCalls>["told"]) | null,
): DemoLot[] {
  const make = (amountOf: (lot: StoryLot, at: number) => number) =>
    lots.map((lot, at): DemoLot => {
      const givenAt = before(lot.daysAgo);
      const expiresAt = lot.expiresAfterDays ? new Date(givenAt.getTime() + lot.expiresAfterDays * dayMs) : null;
      const amount = Math.max(1, amountOf(lot, at)) * micro;
      const account = {
        ...{
          accountId: newId("account", givenAt),
          kind: "credit" as const,
          featureId: null,
          keyId: null,
          enforced: true,
        },
        ...{ start: givenAt, end: expiresAt, posted: amount, consumed: 0, postings: [{ at: givenAt, amount }] },
      };
      const { kind, reason } = lot;
      const id = newId("creditLot", givenAt);
      return {
        id,
        accountId: account.accountId,
        expiresAt,
        priority: 100,
        kind,
        micro: amount,
        givenAt,
        reason,
        account,
      };
    });
  const plenty = make(({ credits }) => (typeof credits === "number" ? credits : 1_000_000));
  if (!tell || lots.every(({ credits }) => typeof credits === "number")) return plenty;
  const told = tell(plenty);
  return make(({ credits }, at) => {
    if (typeof credits === "number") return credits;
    const until = before(credits.untilDaysAgo);
    const spent = told
      .filter(({ row }) => row.decidedAt <= until)
      .flatMap(({ draws }) => draws)
      .filter(({ account }) => account === plenty[at]?.account)
      .reduce((sum, { cost }) => sum + cost, 0);
    return Math.ceil(spent / micro) + credits.spare;
  });
}

async function stampLastUse(
  tenantId: string,
  rows: readonly { keyId?: string | null; decidedAt: Date; status: number }[],
) {
  const lastUsed = new Map<string, Date>();
  for (const { keyId, decidedAt, status } of rows) if (keyId && status !== 401) lastUsed.set(keyId, decidedAt);
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

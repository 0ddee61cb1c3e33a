import { database, rawSql } from "@/db/client";
import type { Sql } from "@/db/connect";
import { install } from "@/db/schema/accounts";
import { addMember } from "@/lib/accounts/server/add-member";
import { hashPassword } from "@/lib/accounts/server/hash-password";
import { mintPassword } from "@/lib/accounts/server/mint-password";
import { indexCatalog } from "@/lib/catalog/index-catalog";
import { loadCatalog } from "@/lib/catalog/server/load-catalog";
import { demoEnv, env } from "@/lib/env";
import { newId } from "@/lib/id";
import { periodAt } from "@/lib/period";
import { wallInstant, wallTime } from "@/lib/wall-time";
import { actAt } from "@/scripts/seed/act-at";
import { closeHistory } from "@/scripts/seed/close-history";
import { demoCatalogueDays } from "@/scripts/seed/demo-catalogue";
import { demoSecret } from "@/scripts/seed/demo-secret";
import { demoHome, demoStories } from "@/scripts/seed/demo-stories";
import { LedgerRows } from "@/scripts/seed/ledger-rows";
import { seedCatalogue } from "@/scripts/seed/seed-catalogue";
import { demoUsers, seedAdmin, setDemoPassword } from "@/scripts/seed/seed-people";
import { type DemoWorld, seedTenant } from "@/scripts/seed/seed-tenant";
import { StagedLog } from "@/scripts/seed/staged-log";
import type { Story } from "@/scripts/seed/story";
import { UsageLog } from "@/scripts/seed/usage-log";
import { writeStatements } from "@/scripts/seed/write-statements";

const dayMs = 86_400_000;
const historyDays = 60;
const demoZone = "Europe/Berlin";

export const demoUpstreamUrl = () => `http://127.0.0.1:${env().DEMO_UPSTREAM_PORT ?? 8403}`;

/** The key that the banner shows. */
export const demoKey = (): string => demoSecret(demoEnv().DEMO_API_KEY_SEED);

/**
 * Two months before by the tenant's own clock, or one where that month lacks the day: an anchor from which a period
 * begins with the seed itself, so that the demo's key has its whole quota.
 */
function anchorOfFreshPeriod(now: Date, timeZone: string): Date {
  const anchors = [2, 1].map((months) => {
    const wall = new Date(wallTime(now.getTime(), timeZone));
    wall.setUTCMonth(wall.getUTCMonth() - months);
    return new Date(wallInstant(wall.getTime(), timeZone));
  });
  const isFresh = (at: Date) => periodAt("anniversary", at, timeZone, now).start.getTime() === now.getTime();
  return anchors.find(isFresh) ?? now;
}

export type SeedOptions = {
  /** Told while a demo is made, which takes some seconds. */
  tell?: (line: string) => void;
  /** Stories that are told, each as among all; without it: all. */
  only?: (story: Story) => boolean;
};

/**
 * Fills an empty installation with the demo's business (product design §19): its catalogue, its tenants and what
 * happened to them, and sixty days of their calls, from which every count follows as it does from real ones.
 */
export async function seedDemo(now: Date, { tell = () => undefined, only }: SeedOptions = {}): Promise<void> {
  const [admin, owner, developer] = demoUsers();
  const sql = rawSql();
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  await database().update(install).set({ reportZone: demoZone });
  await seedAdmin(admin, before(demoCatalogueDays));
  const catalogue = await seedCatalogue(now, demoUpstreamUrl());
  const contents = await loadCatalog(sql);
  const catalog = indexCatalog(contents);
  const api = catalog.apis.get(catalogue.apiId);
  if (!api) throw new Error("The demo's api is gone.");
  const nodeId = newId("node", now);
  const from = before(historyDays + 1);
  // The gateway that counted the invented calls is long gone, and nobody waits for it.
  await sql`
    insert into node (node_id, door, epoch, started_at, seen_at, flushed_until)
    values (${nodeId}, 'gateway', 1, ${from}, ${before(2)}, ${now})`;
  const [log, passwordHash] = await Promise.all([StagedLog.open(sql, from, now), hashPassword(mintPassword())]);
  const usage = new UsageLog(nodeId);
  const ledger = new LedgerRows();
  const routes = contents.routes;
  const world: DemoWorld = { catalogue, catalog, api, routes, log, usage, ledger, now, historyDays, passwordHash };

  const makeHome = async () => {
    const home = await seedTenant(world, { ...demoHome, cameDaysAgo: 61, acts: [holdFree] }, 8402, {
      owner: { email: owner.email, name: "Ada Karte" },
      cameAt: anchorOfFreshPeriod(now, demoHome.timeZone),
      secret: demoKey(),
    });
    const joins = { tenantId: home.tenantId, email: developer.email, name: "Dev Ortiz", role: "developer" } as const;
    await addMember(actAt(before(50)), joins);
    for (const user of [owner, developer]) await setDemoPassword(user);
  };
  const waiting = [...demoStories.entries()].filter(([, story]) => !only || only(story));
  let [tenants, calls] = [0, 0];
  const makeNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [at, story] = next;
      const made = await seedTenant(world, story, 1000 + 2 * at);
      calls += made.calls;
      if (++tenants % 8 === 0) tell(`${tenants} of ${demoStories.length} tenants, ${calls.toLocaleString("en")} calls`);
    }
  };
  // While one waits for the database another one's calls are judged.
  await Promise.all([makeHome(), makeNext(), makeNext(), makeNext()]);
  tell("writing and counting the calls");
  await Promise.all([
    log.close(from, now).then(() => countCalls(sql, from, before(historyDays / 2))),
    writeUsage(sql, ledger, usage).then(() => writeStatements(sql, now)),
  ]);
  tell("runs of refusals");
  await closeHistory(sql, now);
}

async function writeUsage(sql: Sql, ledger: LedgerRows, usage: UsageLog): Promise<void> {
  await ledger.write(sql);
  await sql.begin((tx) => usage.write(tx as unknown as Sql));
}

/** Counts the days before an instant and those after it side by side. */
async function countCalls(sql: Sql, from: Date, half: Date): Promise<void> {
  const [first = "", middle = ""] = [from, half].map((at) => at.toISOString().slice(0, 10));
  await Promise.all([
    sql`select rebuild_rollups(${first}::date, ${middle}::date)`,
    sql`select rebuild_rollups(${middle}::date)`,
  ]);
}

const holdFree = { daysAgo: 61, do: "hold", version: "free@1" } as const;

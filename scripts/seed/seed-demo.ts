import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { node } from "@/db/schema/metering";
import { addMember } from "@/lib/accounts/server/add-member";
import { demoEnv, env } from "@/lib/env";
import { newId } from "@/lib/id";
import { composeKey } from "@/lib/keys/key-format";
import { periodAt } from "@/lib/period";
import { wallInstant, wallTime } from "@/lib/wall-time";
import { actAt } from "@/scripts/seed/act-at";
import { demoHome, demoTenants } from "@/scripts/seed/demo-tenants";
import { seedCatalogue } from "@/scripts/seed/seed-catalogue";
import { demoUsers, seedAdmin, setDemoPassword } from "@/scripts/seed/seed-people";
import { seedTenant } from "@/scripts/seed/seed-tenant";

const dayMs = 86_400_000;
const historyDays = 28;

export const demoUpstreamUrl = () => `http://127.0.0.1:${env().DEMO_UPSTREAM_PORT ?? 8403}`;

/** The demo's key, the same for the life of an installation: it follows from a random seed in its secrets. */
export function demoKey(): string {
  const digest = createHash("sha512").update(`faregate-demo-key|${demoEnv().DEMO_API_KEY_SEED}`).digest("base64");
  return composeKey(
    "live",
    digest
      .replace(/[^0-9A-Za-z]/g, "")
      .padEnd(32, "0")
      .slice(0, 32),
  );
}

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

/** Fills an empty installation with the demo's business: its catalogue, its tenants and four weeks of their calls. */
export async function seedDemo(now: Date): Promise<void> {
  const [admin, owner, developer] = demoUsers();
  const longAgo = new Date(now.getTime() - 100 * dayMs);
  const day = (at: Date) => at.toISOString().slice(0, 10);
  await database().execute(
    sql`select open_request_partitions(${day(new Date(now.getTime() - historyDays * dayMs))}::date, ${day(now)}::date)`,
  );
  const nodeId = newId("node", now);
  // The gateway that counted the invented calls is long gone, and nobody waits for it.
  const seenAt = new Date(now.getTime() - 2 * dayMs);
  await database()
    .insert(node)
    .values({ nodeId, door: "gateway", epoch: 1, startedAt: longAgo, seenAt, flushedUntil: now });
  await seedAdmin(admin, longAgo);
  const catalogue = await seedCatalogue(longAgo, demoUpstreamUrl());

  const home = await seedTenant({
    tenant: demoHome,
    catalogue,
    owner: { email: owner.email, name: "Ada Karte" },
    cameAt: anchorOfFreshPeriod(now, demoHome.timeZone),
    now,
    historyDays,
    seed: 8402,
    nodeId,
    secret: demoKey(),
  });
  const joins = { tenantId: home.tenantId, email: developer.email, name: "Dev Ortiz", role: "developer" } as const;
  await addMember(actAt(new Date(now.getTime() - 50 * dayMs)), joins);
  for (const user of [owner, developer]) await setDemoPassword(user);

  for (const [at, tenant] of demoTenants.entries()) {
    const slug = tenant.name.toLowerCase().replace(/[^a-z]+/g, "-");
    await seedTenant({
      tenant,
      catalogue,
      owner: { email: `owner@${slug}.example`, name: `Owner of ${tenant.name}` },
      cameAt: new Date(now.getTime() - tenant.ageDays * dayMs),
      now,
      historyDays,
      seed: 1000 + at,
      nodeId,
    });
  }
}

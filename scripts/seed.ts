import { and, eq, ne } from "drizzle-orm";
import { database } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { install, tenant } from "@/db/schema/accounts";
import { api } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { runTool } from "@/scripts/run-tool";
import { openSeedDatabase } from "@/scripts/seed/open-seed-database";
import { removeEverything } from "@/scripts/seed/remove-everything";
import { demoKey, demoUpstreamUrl, seedDemo } from "@/scripts/seed/seed-demo";
import { demoUsers } from "@/scripts/seed/seed-people";

/**
 * One-shot: makes sure the demo data is there. An installation that already holds tenants of its own is left alone; one
 * whose seeding was cut short is emptied and seeded again, since nobody could have signed in before.
 */
async function ensureDemo(): Promise<"done" | "skipped"> {
  // Whole seconds: what a person reads of a period's end is then its end.
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  const [row] = await database().select({ demo: install.demo }).from(install);
  const state = row?.demo ?? "empty";
  const [taken] = state === "empty" ? await database().select({ id: tenant.id }).from(tenant).limit(1) : [];
  if (taken) await mark("skipped");
  if (taken || state === "skipped") return "skipped";
  if (state !== "done") {
    if (state === "seeding") await removeEverything();
    await mark("seeding");
    await seedDemo(now, { tell: (line) => process.stderr.write(`${line}\n`) });
    await mark("done");
  }
  await followUpstream();
  return "done";
}

const mark = async (demo: "seeding" | "done" | "skipped") => {
  await database().update(install).set({ demo });
};

/** The demo API's port can change between two starts; the gateway must find it. */
async function followUpstream(): Promise<void> {
  const upstreamUrl = demoUpstreamUrl();
  await inTransaction(async (tx) => {
    const moved = await tx
      .update(api)
      .set({ upstreamUrl })
      .where(and(eq(api.demo, true), ne(api.upstreamUrl, upstreamUrl)))
      .returning({ id: api.id });
    for (const { id } of moved) await recordChange(tx, { subject: "catalog", subjectId: id });
  });
}

void runTool(async () => {
  openSeedDatabase();
  if ((await ensureDemo()) === "skipped") return { skipped: true };
  return { apiKey: demoKey(), users: demoUsers(), samplePath: "/northlight/v1/search?q=berlin" };
});

import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { makeLedger } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";
import { newId } from "@/lib/id";
import { type Command, nextCommand, type Scene } from "./differential/commands";
import { readModel, readPostgres } from "./differential/contents";
import { onModel } from "./differential/on-model";
import { onPostgres, type Told } from "./differential/on-postgres";
import { brokenBooks } from "./model/rules";
import { budgetKey, createTables, entitlementKey } from "./model/tables";
import { createRandom } from "./simulator/random";

const { sql } = await testDatabase();
const lists = 200;
const steps = 40;
const dayMs = 86_400_000;

async function makeScene(seed: number): Promise<Scene> {
  // Nodes of earlier lists are long gone, and so is their hold.
  await sql`update node set seen_at = seen_at - interval '10 days', lost_at = now() where lost_at is null`;
  await sql`update node set seen_at = seen_at - interval '10 days' where seen_at > now() - interval '1 day'`;
  await sql`select ledger_hold_clear()`;
  const random = createRandom(seed);
  const units = random.pick([null, 20, 60, 400]);
  const isPostpaid = random.chance(0.3);
  const ledger = await makeLedger(sql, units, { overage: isPostpaid ? "postpaid" : "none" });
  const { tenantId, featureId, period } = ledger;
  const now = new Date();
  const keyId = newId("key", now);
  const budget = random.between(5, 50);
  await sql`insert into api_key (tenant_id, id, name, mode, created_at, created_by)
            values (${tenantId}, ${keyId}, 'Test', 'live', ${now}, 'test')`;
  await sql`insert into key_budget (tenant_id, key_id, feature_id, units, period)
            values (${tenantId}, ${keyId}, ${featureId}, ${budget}, 'anniversary')`;
  const tables = createTables();
  tables.entitlements.set(entitlementKey(tenantId, featureId), { included: true, units, isPostpaid, extras: [] });
  tables.budgets.set(budgetKey(keyId, featureId), budget);
  const [startMs, endMs] = [period.start.getTime(), period.end.getTime()];
  return {
    random,
    tables,
    name: String(seed),
    tenantId,
    featureId,
    keyId,
    nodeIds: [newId("node", now), newId("node", now), newId("node", now)],
    periods: [
      { startMs, endMs },
      { startMs: endMs, endMs: endMs + 30 * dayMs },
    ],
    passedMs: 0,
    counter: 100,
  };
}

/** What both must agree on: PostgreSQL's clock is given to the model, and some statements answer no cursor. */
function comparable(command: Command, said: Told["said"]): unknown {
  if (command.kind !== "store" || !said || "failure" in said) return said;
  const { lastSeq, ...rest } = said as { lastSeq?: number };
  const hasCursor = command.request.fn !== "account_open" && command.request.fn !== "lease_recall";
  return hasCursor ? { lastSeq, ...rest } : rest;
}

describe("the model of the store", () => {
  it(`agrees with the SQL functions on every answer and every row, over ${lists} lists of commands`, async () => {
    for (let seed = 1; seed <= lists; seed++) {
      const scene = await makeScene(seed);
      const done: string[] = [];
      for (let step = 0; step < steps; step++) {
        const command = nextCommand(scene);
        done.push(JSON.stringify(command));
        const told = await onPostgres(sql, scene, command);
        const said = onModel(scene, command, told);
        // A hold ends by the order of two instants; a model that counts milliseconds must see them apart.
        const isOpening = command.kind === "store" && command.request.fn === "node_open";
        if (isOpening || scene.tables.holdSinceMs !== null) await new Promise((resolve) => setTimeout(resolve, 2));
        const model = { said: comparable(command, said), ...readModel(scene.tables, scene.featureId) };
        const postgres = { said: comparable(command, told.said), ...(await readPostgres(sql, scene)) };
        if (isDeepStrictEqual(model, postgres) && brokenBooks(scene.tables).length === 0) continue;
        const story = `list ${seed}, step ${step}\n${done.slice(-12).join("\n")}`;
        expect(model, story).toEqual(postgres);
        expect(brokenBooks(scene.tables), story).toEqual([]);
      }
    }
  }, 180_000);
});

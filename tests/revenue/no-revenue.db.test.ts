import { expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { getMovement } from "@/lib/analytics/server/revenue/get-movement";
import { getRecovery } from "@/lib/analytics/server/revenue/get-recovery";
import { listChanges } from "@/lib/analytics/server/revenue/list-changes";

await testDatabase();
const ctx = () => staffCtx("support");

test("before anybody paid, says so in every figure and refuses a currency", async () => {
  const view = await getMovement(ctx());
  expect(view).toMatchObject({
    currency: null,
    currencies: [],
    historyStart: null,
    now: { mrrMinor: 0, payers: 0, arpaMinor: null, lastMonthChangeMinor: null },
    plans: [],
    usage: { overageMinor: 0, creditsMinor: 0, meanMonthMinor: null, meteredMinor: 0 },
  });
  expect(view.retention.map(({ net, completeOn }) => [net, completeOn])).toEqual([
    [null, null],
    [null, null],
    [null, null],
  ]);
  await expect(getMovement(ctx(), { currency: "EUR" })).rejects.toMatchObject({ code: "validation_failed" });
  expect((await listChanges(ctx())).rows).toEqual([]);
  expect(await getRecovery(ctx())).toMatchObject({ currency: null, attempted: 0, cohorts: [], causes: [], grace: [] });
});

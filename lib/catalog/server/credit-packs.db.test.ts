import { describe, expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { archiveCreditPack } from "@/lib/catalog/server/archive-credit-pack";
import { createCreditPack } from "@/lib/catalog/server/create-credit-pack";
import { listCreditPacks } from "@/lib/catalog/server/list-credit-packs";
import { updateCreditPack } from "@/lib/catalog/server/update-credit-pack";

const { sql } = await testDatabase();
const admin = staffCtx("admin");
const pack = { name: "Thousand", credits: "1000", priceMinor: 1_000, currency: "EUR", expiresAfterDays: 365 };

describe("credit packs", () => {
  test("are sold, renamed and taken off sale, each with an audit line", async () => {
    const made = await createCreditPack(admin, pack);
    expect(made).toMatchObject({ credits: "1000.00", priceMinor: 1_000, archivedAt: null });
    await updateCreditPack(admin, { creditPackId: made.id, name: "A thousand" });
    await archiveCreditPack(admin, { creditPackId: made.id });
    const [row] = await listCreditPacks(staffCtx("support"));
    expect(row).toMatchObject({ id: made.id, name: "A thousand", archivedAt: expect.any(String) });
    await expect(updateCreditPack(admin, { creditPackId: made.id, name: "x" })).rejects.toMatchObject({
      code: "not_found",
    });
    const lines = await sql<
      { action: string }[]
    >`select action from audit_log where object_id = ${made.id} order by at`;
    expect(lines.map(({ action }) => action).sort()).toEqual([
      "credit_pack.archived",
      "credit_pack.created",
      "credit_pack.updated",
    ]);
  });

  test("never change what they give or cost", async () => {
    const { id: creditPackId } = await createCreditPack(admin, pack);
    for (const change of [{ priceMinor: 1 }, { credits: "1" }, { currency: "USD" }]) {
      await expect(updateCreditPack(admin, { creditPackId, ...change } as never)).rejects.toMatchObject({
        code: "validation_failed",
      });
    }
  });

  test.each([
    ["nothing", { credits: "0" }],
    ["a negative number of credits", { credits: "-5" }],
    ["a number beyond all reason", { credits: "99999999999" }],
    ["a price of nothing", { priceMinor: 0 }],
    ["a fraction of a cent", { priceMinor: 9.5 }],
    ["a currency that is none", { currency: "XXQ" }],
    ["credits that are over when they are bought", { expiresAfterDays: 0 }],
  ])("sell no %s", async (_title, change) => {
    await expect(createCreditPack(admin, { ...pack, ...change })).rejects.toMatchObject({ code: "validation_failed" });
  });

  test("are an admin's matter", async () => {
    await expect(createCreditPack(staffCtx("support"), pack)).rejects.toMatchObject({ code: "permission_denied" });
    await expect(listCreditPacks(staffCtx(null))).rejects.toMatchObject({ code: "not_found" });
  });
});

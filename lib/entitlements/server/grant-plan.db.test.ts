import { describe, expect, test } from "vitest";
import { makeRoute, makeTenant, putOnTestPlan } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { inTransaction } from "@/db/transaction";
import { grantPlan } from "@/lib/entitlements/server/grant-plan";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import { postCreditLot } from "@/lib/entitlements/server/post-credit-lot";
import type { Grant } from "@/lib/entitlements/types";
import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";

const { sql } = await testDatabase();
const { featureId } = await makeRoute(sql);
const someone = await makeTenant(sql, "Somebody else");
const version = async (units: number) =>
  (await putOnTestPlan(sql, { tenantId: (await makeTenant(sql)).id, featureId, units, anchor: new Date() }))
    .planVersionId;
const [small, large] = [await version(10), await version(100)];

const anchor = new Date("2026-11-01T00:00:00.000Z");
const grant = (over: Partial<Grant> = {}): Grant => ({
  planVersionId: small,
  status: "active",
  reason: null,
  source: "stripe",
  anchor,
  startedAt: anchor,
  endsAt: null,
  after: null,
  overdue: null,
  clockOffsetSeconds: 0,
  ...over,
});
const system = (): Ctx => staffCtx("admin", { actor: { kind: "system", name: "sync" } });
const give = (tenantId: string, wanted: Grant | null, ctx = system()) =>
  inTransaction((tx) => grantPlan(tx, ctx, tenantId, wanted));
const rows = (tenantId: string) =>
  sql<{ id: string; planVersionId: string; status: string; replaced: boolean }[]>`
    select id, plan_version_id as "planVersionId", status, replaced_at is not null as replaced
      from subscription where tenant_id = ${tenantId} order by id`;
const history = (tenantId: string) =>
  sql<{ fromStatus: string | null; toStatus: string; toPlanVersionId: string | null }[]>`
    select from_status as "fromStatus", to_status as "toStatus", to_plan_version_id as "toPlanVersionId"
      from subscription_change where tenant_id = ${tenantId} order by at, id`;
const announced = async (tenantId: string) =>
  (await sql`select 1 from control_change where subject = 'tenant' and subject_id = ${tenantId}`).length;

describe("a grant", () => {
  test("comes back as the gateway reads it, whatever it says", async () => {
    const { id } = await makeTenant(sql);
    const wanted = grant({
      status: "grace",
      endsAt: new Date("2026-12-01T00:00:00.000Z"),
      after: { status: "suspended", planVersionId: small, reason: "subscription_past_due" },
      clockOffsetSeconds: 3_600,
      overdue: {
        invoiceId: "inv_1",
        number: "ACME-1",
        dueMinor: 4_900,
        currency: "EUR",
        dueAt: null,
        graceEndsAt: "2026-12-01T00:00:00.000Z",
        openInvoices: 2,
        cause: "insufficient_funds",
      },
    });
    const { after, before, isChanged } = await give(id, wanted);
    expect({ before, after, isChanged }).toEqual({ before: null, after: wanted, isChanged: true });
    const standing = await loadStanding(sql, id);
    expect(standing?.subscription).toEqual({ id: expect.stringMatching(/^sub_/), ...wanted });
    // Read back from the row it is equal again: a sync that finds the same changes nothing.
    expect(await give(id, { ...wanted })).toMatchObject({ isChanged: false, before: wanted, after: wanted });
    expect(await announced(id)).toBe(1);
    expect(await rows(id)).toHaveLength(1);
  });

  test("of the same plan version is changed in place, and another one takes its place", async () => {
    const { id } = await makeTenant(sql);
    await give(id, grant());
    await give(id, grant({ status: "grace", endsAt: new Date("2026-12-01T00:00:00Z") }));
    await give(id, grant({ planVersionId: large }));
    expect(await rows(id)).toMatchObject([
      { planVersionId: small, status: "grace", replaced: true },
      { planVersionId: large, status: "active", replaced: false },
    ]);
    expect(await history(id)).toEqual([
      { fromStatus: null, toStatus: "active", toPlanVersionId: small },
      { fromStatus: "active", toStatus: "grace", toPlanVersionId: small },
      { fromStatus: "grace", toStatus: "active", toPlanVersionId: large },
    ]);
  });

  test("of nothing leaves nothing, once", async () => {
    const { id } = await makeTenant(sql);
    expect(await give(id, null)).toMatchObject({ isChanged: false, subscription: null });
    await give(id, grant());
    expect(await give(id, null)).toMatchObject({ isChanged: true, after: null });
    expect(await give(id, null)).toMatchObject({ isChanged: false });
    expect((await loadStanding(sql, id))?.subscription).toBeNull();
    expect((await history(id)).at(-1)).toEqual({ fromStatus: "active", toStatus: "none", toPlanVersionId: null });
  });

  test("does not fill the history of revenue when only its end or its invoice changes", async () => {
    const { id } = await makeTenant(sql);
    await give(id, grant());
    await give(id, grant({ endsAt: new Date("2027-01-01T00:00:00Z") }));
    await give(id, grant({ after: { status: "active", planVersionId: large, reason: null } }));
    expect(await history(id)).toHaveLength(1);
    expect(await announced(id)).toBe(3);
  });

  test("leaves an audit line when a person acts, and none when a sync does", async () => {
    const { id } = await makeTenant(sql);
    const lines = () => sql`select action, reason from audit_log where tenant_id = ${id} order by at, id`;
    await give(id, grant());
    expect(await lines()).toEqual([]);
    await inTransaction((tx) =>
      grantPlan(tx, staffCtx("admin"), id, grant({ status: "paused" }), {
        action: "subscription.paused",
        reason: "asked",
      }),
    );
    expect(await lines()).toEqual([{ action: "subscription.paused", reason: "asked" }]);
  });

  test("is given to a tenant that exists, and touches no other", async () => {
    await expect(give(newId("tenant", new Date()), grant())).rejects.toMatchObject({ code: "not_found" });
    expect(await rows(someone.id)).toEqual([]);
  });

  test("given twice at once is one current row", async () => {
    const { id } = await makeTenant(sql);
    await Promise.all([small, large, small, large].map((planVersionId) => give(id, grant({ planVersionId }))));
    expect((await rows(id)).filter(({ replaced }) => !replaced)).toHaveLength(1);
  });
});

describe("a credit lot", () => {
  test("is posted once for what it was bought with, however often and at once it is told", async () => {
    const { id } = await makeTenant(sql);
    const post = () =>
      inTransaction((tx) =>
        postCreditLot(tx, {
          tenantId: id,
          kind: "bought",
          micro: 5_000_000,
          priority: 100,
          expiresAt: null,
          sourceType: "purchase",
          sourceId: `pi_${id}`,
          reason: "Thousand",
          createdBy: "sync",
          now: new Date(),
        }),
      );
    const told = await Promise.all(Array.from({ length: 8 }, post));
    expect(told.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(told.map(({ lotId }) => lotId)).size).toBe(1);
    const [row] = await sql`select count(*)::int as lots, sum(a.posted)::int as posted from credit_lot c
      join ledger_account a on a.account_id = c.account_id where c.tenant_id = ${id}`;
    expect(row).toEqual({ lots: 1, posted: 5_000_000 });
  });
});

import { describe, expect, test } from "vitest";
import { makeTenant } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { getCredits } from "@/lib/entitlements/server/get-credits";
import { grantCreditLot } from "@/lib/entitlements/server/grant-credit-lot";
import { listCreditLots } from "@/lib/entitlements/server/list-credit-lots";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import { withdrawCreditLot } from "@/lib/entitlements/server/withdraw-credit-lot";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const dayMs = 86_400_000;
const later = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
const admin = () => staffCtx("admin");
let asked = 0;
const grant = (tenantId: string, over: object = {}) => ({
  tenantId,
  credits: "12.50",
  reason: "Welcome",
  requestId: `grant-${++asked}`,
  ...over,
});
const changes = (tenantId: string) => sql`select 1 from control_change where tenant_id = ${tenantId}`;
const use = (lotId: string, consumed: number, reserved = 0) =>
  sql`update ledger_account set consumed = ${consumed}, reserved = ${reserved}
       where account_id = (select account_id from credit_lot where id = ${lotId})`;

describe("granting credits", () => {
  test("makes a lot that the gateway, staff and the tenant see, with an audit line", async () => {
    const tenant = await makeTenant(sql);
    const expiresAt = later(30);
    const { lotId, isNew } = await grantCreditLot(admin(), grant(tenant.id, { expiresAt, priority: 5 }));
    expect(isNew).toBe(true);
    await use(lotId, 2_000_000, 500_000);
    const [account] = await sql`select c.account_id as id, a.posted::float8 from credit_lot c
                                  join ledger_account a on a.account_id = c.account_id where c.id = ${lotId}`;
    expect(account?.posted).toBe(12_500_000);
    expect((await loadStanding(sql, tenant.id))?.creditLots).toEqual([
      { id: lotId, accountId: account?.id, expiresAt: new Date(expiresAt), priority: 5 },
    ]);
    const told = {
      id: lotId,
      kind: "granted",
      credits: "12.50",
      left: "10.50",
      held: "0.50",
      expiresAt,
      state: "open",
    };
    const forStaff = await listCreditLots(staffCtx("support"), { tenantId: tenant.id });
    expect(forStaff).toMatchObject({ left: "10.50", held: "0.50", lots: [{ ...told, reason: "Welcome" }] });
    expect(await getCredits(tenant.as("viewer"))).toMatchObject({
      left: "10.50",
      lots: [{ ...told, reason: null, createdBy: null }],
    });
    const lines = await sql`select action, reason, after from audit_log where object_id = ${lotId}`;
    expect(lines).toMatchObject([{ action: "credit_lot.granted", reason: "Welcome", after: { credits: "12.50" } }]);
    expect(await changes(tenant.id)).toHaveLength(1);
  });

  test("twice under one requestId gives once, also at once, and another amount under it is refused", async () => {
    const tenant = await makeTenant(sql);
    const input = grant(tenant.id);
    const answers = await Promise.all(Array.from({ length: 5 }, () => grantCreditLot(admin(), input)));
    expect(new Set(answers.map(({ lotId }) => lotId)).size).toBe(1);
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(await listCreditLots(admin(), { tenantId: tenant.id })).toMatchObject({ left: "12.50" });
    expect(await changes(tenant.id)).toHaveLength(1);
    const other = grantCreditLot(admin(), { ...input, credits: "13" });
    await expect(other).rejects.toMatchObject({ code: "conflict", details: { reason: "request_id_reused" } });
  });

  test("under the same requestId to another tenant is a lot of its own", async () => {
    const [one, two] = [await makeTenant(sql), await makeTenant(sql)];
    const first = await grantCreditLot(admin(), grant(one.id, { requestId: "same" }));
    const second = await grantCreditLot(admin(), grant(two.id, { requestId: "same" }));
    expect(second.isNew).toBe(true);
    expect(second.lotId).not.toBe(first.lotId);
  });

  test("is for staff, for support within bounds, and for tenants that exist", async () => {
    const tenant = await makeTenant(sql);
    await expect(grantCreditLot(staffCtx(null), grant(tenant.id))).rejects.toMatchObject({ code: "not_found" });
    await expect(grantCreditLot(tenant.as("owner"), grant(tenant.id))).rejects.toMatchObject({ code: "not_found" });
    await grantCreditLot(staffCtx("support"), grant(tenant.id, { credits: "100" }));
    const large = grantCreditLot(staffCtx("support"), grant(tenant.id, { credits: "100.000001" }));
    await expect(large).rejects.toMatchObject({ code: "permission_denied" });
    const nobody = newId("tenant", new Date());
    await expect(grantCreditLot(admin(), grant(nobody))).rejects.toMatchObject({ code: "not_found" });
  });

  test.each<[title: string, change: object, pointer: string]>([
    ["nothing", { credits: "0" }, "/credits"],
    ["a debt", { credits: "-1" }, "/credits"],
    ["a fraction of a micro-credit", { credits: "0.0000001" }, "/credits"],
    ["more than can be counted", { credits: "1000000000" }, "/credits"],
    ["words", { credits: "ten" }, "/credits"],
    ["a number", { credits: 10 }, "/credits"],
    ["a lot that is over", { expiresAt: "2020-01-01T00:00:00Z" }, "/expiresAt"],
    ["no reason", { reason: "" }, "/reason"],
    ["no request id", { requestId: "" }, "/requestId"],
    ["a request id of blanks", { requestId: "a b" }, "/requestId"],
    ["a negative priority", { priority: -1 }, "/priority"],
  ])("refuses %s and names the field", async (_title, change, pointer) => {
    const tenant = await makeTenant(sql);
    await expect(grantCreditLot(admin(), grant(tenant.id, change))).rejects.toMatchObject({
      code: "validation_failed",
      details: { errors: [{ pointer }] },
    });
  });
});

describe("credit lots", () => {
  test("burn by priority, then by expiry, then in the order of their coming; what is over or spent is left out", async () => {
    const tenant = await makeTenant(sql);
    const give = async (over: object) => (await grantCreditLot(admin(), grant(tenant.id, over))).lotId;
    const never = await give({});
    const soon = await give({ expiresAt: later(2) });
    const first = await give({ priority: 1 });
    const late = await give({ expiresAt: later(9) });
    const spent = await give({ priority: 2 });
    await use(spent, 12_500_000);
    const over = await give({ expiresAt: later(1) });
    await sql`update credit_lot set expires_at = now() - interval '1 second' where id = ${over}`;
    const standing = await loadStanding(sql, tenant.id);
    expect(standing?.creditLots.map(({ id }) => id)).toEqual([first, soon, late, never]);
    const listed = await getCredits(tenant.as("billing"));
    expect(listed.lots.map(({ id, state }) => [id, state])).toEqual([
      [first, "open"],
      [soon, "open"],
      [late, "open"],
      [never, "open"],
      [spent, "spent"],
      [over, "expired"],
    ]);
    expect(listed.left).toBe("50.00");
  });

  test("of another tenant are not seen", async () => {
    const [one, two] = [await makeTenant(sql), await makeTenant(sql)];
    const { lotId } = await grantCreditLot(admin(), grant(one.id));
    expect(await getCredits(two.as("owner"))).toEqual({ left: "0.00", held: "0.00", lots: [] });
    const foreign = withdrawCreditLot(admin(), { tenantId: two.id, lotId, reason: "not theirs" });
    await expect(foreign).rejects.toMatchObject({ code: "not_found" });
  });

  test("are withdrawn as far as they are left, once, with a transfer and an audit line", async () => {
    const tenant = await makeTenant(sql);
    const { lotId } = await grantCreditLot(admin(), grant(tenant.id));
    await use(lotId, 2_500_000, 1_000_000);
    const input = { tenantId: tenant.id, lotId, reason: "Given by mistake" };
    await expect(withdrawCreditLot(tenant.as("owner"), input)).rejects.toMatchObject({ code: "not_found" });
    expect(await withdrawCreditLot(admin(), input)).toEqual({ lotId, withdrawn: "10.00" });
    expect(await getCredits(tenant.as("viewer"))).toMatchObject({ left: "0.00", lots: [{ state: "spent" }] });
    expect((await loadStanding(sql, tenant.id))?.creditLots).toEqual([]);
    const transfers = await sql`select t.kind, t.amount::float8 from ledger_transfer t join credit_lot c
                                  on c.account_id in (t.from_account, t.to_account) where c.id = ${lotId} order by 1`;
    expect(transfers).toMatchObject([
      { kind: "grant", amount: 12_500_000 },
      { kind: "reduction", amount: 10_000_000 },
    ]);
    const [line] = await sql`select reason, after from audit_log where action = 'credit_lot.withdrawn'
                                and object_id = ${lotId}`;
    expect(line).toEqual({ reason: "Given by mistake", after: { withdrawn: "10.00" } });
    await expect(withdrawCreditLot(admin(), input)).rejects.toMatchObject({ code: "conflict" });
    expect(await changes(tenant.id)).toHaveLength(2);
  });
});

import { beforeEach, describe, expect, test } from "vitest";
import { makeRoute, makeTenant, putOnTestPlan } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { exportChurnBoard } from "@/lib/analytics/server/signals/export-churn-board";
import { getChurnBoard } from "@/lib/analytics/server/signals/get-churn-board";
import { getToday } from "@/lib/analytics/server/signals/get-today";
import { listActs } from "@/lib/analytics/server/signals/list-acts";
import { listSignalRecords } from "@/lib/analytics/server/signals/list-signal-records";
import { noteAct } from "@/lib/analytics/server/signals/note-act";
import { undoAct } from "@/lib/analytics/server/signals/undo-act";
import { grantException } from "@/lib/entitlements/server/grant-exception";
import { newId } from "@/lib/id";
import { zonedInstant } from "@/lib/zoned-instant";

const { sql } = await testDatabase();
const now = new Date();
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const days = (count: number) => minutes(count * 1440);
const support = staffCtx("support", { now });
const { featureId } = await makeRoute(sql);
if (support.actor.kind === "person") {
  await sql`insert into person (id, email, name, staff_role, created_at)
            values (${support.actor.personId}, 'ana@example.com', 'Ana Admin', 'support', ${now})`;
}

async function tenantWith(name: string, score: number, over: { mrr?: number; owed?: number } = {}) {
  const { id, as } = await makeTenant(sql, name);
  await putOnTestPlan(sql, { tenantId: id, featureId, units: 100, anchor: days(-40) });
  const firing = {
    id: "silent_tenant",
    family: "usage",
    points: 25,
    weight: 1,
    adds: score,
    short: "silent 9 d",
    sentence: "Silent.",
  };
  await sql`
    insert into risk_day (day, tenant_id, score, band, firings, families, expansions, mrr_minor, owed_minor, currency, written_at)
    values ((${now} at time zone 'UTC')::date, ${id}, ${score}, ${score >= 50 ? "act" : "watch"},
      ${JSON.stringify(score > 0 ? [firing] : [])}::text::jsonb, '{}', '[]', ${over.mrr ?? 2900}, ${over.owed ?? 0}, 'EUR', ${now})`;
  return { id, as };
}
const turned = (tenantId: string, openedAt: Date, over: { closedAt?: Date; signal?: string } = {}) => sql`
  insert into signal_firing (tenant_id, signal, opened_at, seen_at, closed_at, weight, sentence)
  values (${tenantId}, ${over.signal ?? "silent_tenant"}, ${openedAt}, ${now}, ${over.closedAt ?? null}, 1, 'Silent.')`;
const board = (input = {}, ctx = support) => getChurnBoard(ctx, input);
const names = ({ rows }: Awaited<ReturnType<typeof board>>) => rows.map(({ tenantName }) => tenantName);

beforeEach(async () => {
  await sql`truncate risk_day, signal_firing, tenant_act, episode, alert, ledger_check, audit_log, subscription_change`;
  await sql`update tenant set status = 'suspended'`;
});

describe("an act", () => {
  test("is remembered with who, when and what spoke, and can be undone for ten minutes by anybody of staff", async () => {
    const { id } = await tenantWith("Lumen", 40);
    const act = await noteAct(support, { tenantId: id, kind: "assigned" });
    expect(await listActs(support, { tenant: id })).toMatchObject([
      { kind: "assigned", actorName: "Ana Admin", objectId: null },
    ]);
    expect((await board()).rows[0]).toMatchObject({ ownerName: "Ana Admin", restsUntil: null });
    const [row] = await sql`select signals from tenant_act where id = ${act.id}`;
    expect(row?.signals).toEqual(["silent_tenant"]);
    await undoAct(staffCtx("admin", { now: minutes(9) }), { actId: act.id });
    expect((await board()).rows[0]).toMatchObject({ ownerName: null, acts: [] });
    const audit = await sql`select action from audit_log order by at`;
    expect(audit.map(({ action }) => action)).toEqual(["act.assigned", "act.undone"]);
  });

  test("is noted once by a button that was pressed twice, and again when it is another", async () => {
    const { id } = await tenantWith("Lumen", 40);
    const acts = await Promise.all(
      [0, 1, 2].map(() => noteAct(support, { tenantId: id, kind: "contacted", note: "Called." })),
    );
    expect(new Set(acts.map((act) => act.id)).size).toBe(1);
    await noteAct(support, { tenantId: id, kind: "contacted", note: "Wrote." });
    await noteAct(staffCtx("support", { now: minutes(1) }), { tenantId: id, kind: "contacted", note: "Wrote." });
    expect(await listActs(staffCtx("support", { now: minutes(1) }), { tenant: id })).toHaveLength(3);
    const [audit] = await sql`select count(*)::int as n from audit_log where action = 'act.contacted'`;
    expect(audit?.n).toBe(3);
  });

  test("can no longer be undone after ten minutes", async () => {
    const { id } = await tenantWith("Lumen", 40);
    const act = await noteAct(support, { tenantId: id, kind: "contacted" });
    const late = staffCtx("support", { now: minutes(10) });
    await expect(undoAct(late, { actId: act.id })).rejects.toMatchObject({ code: "conflict" });
    expect(await listActs(late, { tenant: id })).toMatchObject([{ kind: "contacted", undoUntil: null }]);
  });

  test("of contact lets a tenant rest for 14 days, and not longer", async () => {
    const { id } = await tenantWith("Lumen", 40);
    await noteAct(support, { tenantId: id, kind: "contacted", note: "Wrote to Ana" });
    expect(await board()).toMatchObject({ rows: [], resting: 1 });
    expect(names(await board({ rest: "only" }))).toEqual(["Lumen"]);
    expect(names(await board({ quiet: "with" }, { ...support, now: days(14) }))).toEqual(["Lumen"]);
  });

  test("of doing nothing asks why, and one of putting off until when", async () => {
    const { id } = await tenantWith("Lumen", 40);
    const note = (input: object) => noteAct(support, { tenantId: id, ...input } as Parameters<typeof noteAct>[1]);
    await expect(note({ kind: "nothing" })).rejects.toMatchObject({ code: "validation_failed" });
    await expect(note({ kind: "snoozed" })).rejects.toMatchObject({ code: "validation_failed" });
    await expect(note({ kind: "snoozed", until: days(-1).toISOString() })).rejects.toMatchObject({
      code: "validation_failed",
    });
    await expect(note({ kind: "snoozed", until: days(91).toISOString() })).rejects.toMatchObject({
      code: "validation_failed",
    });
    await note({ kind: "snoozed", until: days(2).toISOString() });
    expect((await board({ rest: "with" })).rows[0]?.restsUntil).toBe(days(2).toISOString());
    expect(names(await board({}, { ...support, now: days(3) }))).toEqual(["Lumen"]);
  });

  test("of granting is remembered wherever it was made, and is over once it is withdrawn", async () => {
    const { id } = await tenantWith("Lumen", 40);
    const endsAt = days(3).toISOString();
    const given = await grantException(support, {
      tenantId: id,
      kind: "access_until",
      reason: "Transfer on its way",
      endsAt,
    });
    const acts = async () => (await board()).rows[0]?.acts;
    expect(await acts()).toMatchObject([
      { kind: "grace_extended", actorName: "Ana Admin", objectId: given.id, isUndone: false },
    ]);
    await sql`update exception set withdrawn_at = ${now} where id = ${given.id}`;
    expect(await acts()).toMatchObject([{ isUndone: true, undoUntil: null }]);
  });

  test("is for staff alone, about a tenant that exists", async () => {
    const { id, as } = await tenantWith("Lumen", 40);
    await expect(noteAct(as("owner"), { tenantId: id, kind: "assigned" })).rejects.toMatchObject({ code: "not_found" });
    await expect(undoAct(as("owner"), { actId: newId("tenantAct", now) })).rejects.toMatchObject({ code: "not_found" });
    await expect(board({}, as("owner"))).rejects.toMatchObject({ code: "not_found" });
    await expect(getToday(as("owner"))).rejects.toMatchObject({ code: "not_found" });
    const unknown = newId("tenant", now);
    await expect(noteAct(support, { tenantId: unknown, kind: "assigned" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("the board", () => {
  test("stands in the order of risk times the larger of what is paid and what is owed", async () => {
    await tenantWith("Small risk, much money", 20, { mrr: 39_900 });
    await tenantWith("High risk, little money", 90, { mrr: 1_900 });
    await tenantWith("Owes", 30, { mrr: 1_900, owed: 50_000 });
    expect(names(await board())).toEqual(["Owes", "Small risk, much money", "High risk, little money"]);
    expect((await board()).rows.map(({ priorityMinor }) => priorityMinor)).toEqual([15_000, 7_980, 1_710]);
  });

  test("folds tenants of whom no signal speaks, however much they pay, and tells how many", async () => {
    await tenantWith("Small and loud", 20, { mrr: 0 });
    await tenantWith("Large and calm", 0, { mrr: 90_000 });
    const taken = await tenantWith("Calm but somebody's", 0);
    await noteAct(support, { tenantId: taken.id, kind: "assigned" });
    const folded = await board();
    expect(names(folded).sort()).toEqual(["Calm but somebody's", "Small and loud"]);
    expect(folded.quiet).toBe(1);
    const opened = await board({ quiet: "with" });
    expect(names(opened).at(-1)).toBe("Large and calm");
    expect(opened).toMatchObject({ quiet: 0, counts: { watch: 3 } });
    expect((await board({ band: "watch" })).rows).toHaveLength(3);
  });

  test("is read by band, by signal and by owner, a page at a time", async () => {
    const one = await tenantWith("One", 60);
    await tenantWith("Two", 30);
    const { rows: all } = await board();
    expect(names(await board({ band: "watch" }))).toEqual(["Two"]);
    expect(names(await board({ signal: "usage_falling" }))).toEqual([]);
    await expect(board({ signal: "no_such_signal" })).rejects.toMatchObject({ code: "validation_failed" });
    await noteAct(support, { tenantId: one.id, kind: "assigned" });
    expect(names(await board({ owner: "mine" }))).toEqual(["One"]);
    expect(names(await board({ owner: "nobody" }))).toEqual(["Two"]);
    const first = await getChurnBoard(support, {}, 1);
    expect(first.next).toBe(all[0]?.tenantId);
    expect(names(await getChurnBoard(support, { after: first.next ?? "" }, 1))).toEqual(["Two"]);
    expect((await board()).counts).toMatchObject({ act: 1, watch: 1 });
  });
});

test("the board as a file holds every row of the screen with the same numbers, and names zone and offset", async () => {
  await tenantWith("Owes", 30, { mrr: 1_900, owed: 50_000 });
  const { id } = await tenantWith("Rests", 90);
  await noteAct(support, { tenantId: id, kind: "contacted" });
  const lines = (await exportChurnBoard(support, { rest: "with" })).split("\r\n");
  expect(lines[0]).toMatch(/^"# Churn; times in UTC; filters: rest=with; scored .*Z; as of .*Z"$/);
  const rows = (await board({ rest: "with" })).rows;
  expect(lines).toHaveLength(rows.length + 3);
  expect(lines[2]).toContain('"Owes"');
  expect(lines[2]).toContain('"watch",30,"30 silent 9 d = 30"');
  expect(lines[2]).toContain('"150.00","500.00","EUR"');
  expect(lines[3]).toContain(`"${zonedInstant(days(14), "UTC")}"`);
});

describe("Today", () => {
  test("is quiet where nothing is refused, unpaid or new", async () => {
    const { id } = await tenantWith("Old news", 40);
    await turned(id, days(-4));
    expect(await getToday(support)).toMatchObject({ lines: [], resting: [], refusedNow: 0, atRisk: [] });
  });

  test("has one line a tenant, whatever speaks of it, and sums what is at risk", async () => {
    const { id } = await tenantWith("At the wall", 50);
    await turned(id, days(-1));
    await turned(id, days(-2), { signal: "usage_falling" });
    const request = newId("request", days(-2));
    await sql`
      insert into episode (id, tenant_id, feature_id, code, class, opened_at, last_refused_at, first_request_id, last_request_id,
        refusals, asked_units, cheapest_units, blind_retries)
      values ('epi_1', ${id}, ${featureId}, 'quota_exhausted', 'money', ${days(-2)}, ${minutes(-5)}, ${request}, ${request}, 9, 9, 1, 0)`;
    const today = await getToday(support);
    expect(today).toMatchObject({ refusedNow: 1, atRisk: [{ amountMinor: 1450, currency: "EUR" }] });
    expect(today.lines).toHaveLength(1);
    expect(today.lines[0]).toMatchObject({
      tenantName: "At the wall",
      refusedFeatureId: featureId,
      since: days(-2).toISOString(),
    });
    expect(today.lines[0]?.reasons[0]).toMatch(/^Refused .* in 24 h \(Geo search\)\.$/);
    await noteAct(support, { tenantId: id, kind: "contacted" });
    expect(await getToday(support)).toMatchObject({ lines: [], resting: [{ tenantName: "At the wall" }], atRisk: [] });
  });

  test("tells of alerts that are open and of rules of the ledger that do not hold, with where to go", async () => {
    await sql`
      insert into alert (id, rule, object, sentence, href, is_open, first_at, opened_at, seen_at) values
        ('alr_1', 'AL9', '', 'Counts are 6 minutes late.', '/admin/ledger', true, ${minutes(-9)}, ${minutes(-8)}, ${now}),
        ('alr_2', 'AL6', '', 'Seen once.', '/admin', false, ${now}, null, ${now})`;
    await sql`
      insert into ledger_check (rule, ok, looked, findings, ran_at, broken_since) values
        ('R2', false, 10, '[{"tenantId": null, "subject": "a", "text": "Posted differs by 3"}]', ${now}, ${minutes(-30)})`;
    const { operator } = await getToday(support);
    expect(operator).toContainEqual({
      id: "ledger:R2",
      sentence: "The ledger breaks rule R2: Posted differs by 3.",
      href: "/admin/ledger",
      since: minutes(-30).toISOString(),
    });
    expect(operator.map(({ sentence }) => sentence)).toContain("Counts are 6 minutes late.");
    expect(operator.map(({ sentence }) => sentence)).not.toContain("Seen once.");
  });
});

test("a signal's record counts what happened after, of firings that are old enough to tell", async () => {
  const left = await tenantWith("Left", 0);
  const stayed = await tenantWith("Stayed", 0);
  const young = await tenantWith("Young", 0);
  await turned(left.id, days(-60), { closedAt: days(-20) });
  await turned(stayed.id, days(-50), { closedAt: days(-40) });
  await turned(young.id, days(-5));
  const ended = (id: string, tenantId: string, at: Date) => sql`
    insert into subscription_change (id, tenant_id, at, from_status, to_status, source)
    values (${id}, ${tenantId}, ${at}, 'active', 'ended', 'manual')`;
  await ended("sch_1", left.id, days(-45));
  // Within the first week nobody could have acted; that is no hit.
  await ended("sch_2", stayed.id, days(-46));
  const [plan] = await sql`select plan_version_id as id from subscription where tenant_id = ${stayed.id}`;
  await sql`
    insert into subscription_change (id, tenant_id, at, from_status, to_status, from_plan_version_id, to_plan_version_id, source)
    values ('sch_3', ${stayed.id}, ${days(-42)}, 'active', 'active', ${plan?.id ?? ""}, ${plan?.id ?? ""}, 'manual')`;
  const record = (await listSignalRecords(support)).find(({ id }) => id === "silent_tenant");
  expect(record).toMatchObject({ fired: 3, open: 1, tenants: 3, mature: 2, left: 1 });
  expect(record?.recent.map((firing) => firing.left)).toEqual([null, false, true]);
});

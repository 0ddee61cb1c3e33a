import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { makeTenant } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { inTransaction } from "@/db/transaction";
import { recordCommand } from "@/lib/billing/server/commands/record-command";
import { repeatCommands } from "@/lib/billing/server/commands/repeat-commands";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { ensureCustomer } from "@/lib/billing/server/stripe/ensure-customer";
import { requestSync } from "@/lib/billing/server/sync/request-sync";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";
import { openProxy } from "@/tests/billing/stripe-proxy";
import { heldGrant, subscribedTenant } from "@/tests/billing/subscribed-tenant";

const sandbox = await openSandbox();
const proxy = await openProxy(sandbox.url);
process.env.FAREGATE_STRIPE_SANDBOX_URL = proxy.url;
const { sql, conn } = await testDatabase();
const meter = await makeMeter();
const pro = await makePlanOnSale(sql, meter.id, { priceMinor: 4_900 });

const hourMs = 3_600_000;
const children = new Set<ChildProcess>();
afterEach(() => proxy.set("pass"));
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** The worker as it runs in production, beside this test. */
function startWorker(): ChildProcess & { ended: Promise<void> } {
  const child = spawn(
    process.execPath,
    [path.resolve("node_modules/tsx/dist/cli.mjs"), "--tsconfig", "tsconfig.json", "scripts/worker.ts"],
    { env: { ...process.env, ...conn, FAREGATE_SERVICE: "worker" }, stdio: "ignore", detached: true },
  );
  children.add(child);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return Object.assign(child, { ended });
}
/** The command-line tool starts the program in a process of its own: both end. */
async function kill(child: ReturnType<typeof startWorker>) {
  process.kill(-(child.pid ?? 0), "SIGKILL");
  await child.ended;
  children.delete(child);
}
async function until(holds: () => Promise<boolean>, patienceMs = 45_000): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await holds()); ) {
    if (Date.now() > end) throw new Error("It did not come about.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

let serial = 0;
async function invoiceCommand() {
  const tenant = await makeTenant(sql);
  const customer = await ensureCustomer(tenant.as("owner"), tenant.id);
  const command = {
    tenantId: tenant.id,
    kind: "invoice.create" as const,
    key: `test:${++serial}`,
    request: { params: { customer, auto_advance: false } },
    createdBy: "test",
    now: new Date(),
  };
  const made = async () => (await sandbox.stripe.invoices.list({ customer })).data.length;
  const row = async () =>
    (await sql`select status, attempts from stripe_command where idempotency_key = ${command.key}`)[0];
  const wait = () =>
    sql`update stripe_command set next_at = now() - interval '1 second' where idempotency_key = ${command.key}`;
  return { command, made, row, wait, tenant };
}

describe("a command has one effect, although the process or the line ends", () => {
  test("after its row was written", async () => {
    const { command, made, row, wait } = await invoiceCommand();
    await inTransaction((tx) => recordCommand(tx, command));
    expect(await repeatCommands(new Date())).toMatchObject({ done: 0 });
    await wait();
    expect(await repeatCommands(new Date())).toMatchObject({ done: 1 });
    expect([await made(), await row()]).toEqual([1, { status: "done", attempts: 1 }]);
  });

  test("before Stripe heard of it", async () => {
    const { command, made, row, wait } = await invoiceCommand();
    proxy.set("cut_before", /POST \/v1\/invoices/);
    expect(await runCommand(command)).toEqual({ status: "unknown" });
    expect([await made(), await row()]).toMatchObject([0, { status: "unknown" }]);
    proxy.set("pass");
    await wait();
    await repeatCommands(new Date());
    expect([await made(), await row()]).toMatchObject([1, { status: "done" }]);
  });

  test("after Stripe did it, with the answer lost", async () => {
    const { command, made, row } = await invoiceCommand();
    proxy.set("cut_after", /POST \/v1\/invoices/);
    expect(await runCommand(command)).toEqual({ status: "unknown" });
    expect([await made(), await row()]).toMatchObject([1, { status: "unknown" }]);
    proxy.set("pass");
    expect(await runCommand({ ...command, now: new Date() })).toMatchObject({ status: "done" });
    expect([await made(), await row()]).toMatchObject([1, { status: "done" }]);
  });

  test("after the answer came, before it was written", async () => {
    const { command, made, row } = await invoiceCommand();
    await runCommand(command);
    // Exactly what such a process leaves behind.
    await sql`update stripe_command set status = 'sent', response_id = null, done_at = null,
                     next_at = now() - interval '1 second' where idempotency_key = ${command.key}`;
    await repeatCommands(new Date());
    expect([await made(), await row()]).toMatchObject([1, { status: "done", attempts: 2 }]);
  });

  test("by SIGKILL while Stripe's answer is on its way", async () => {
    const { command, made, row, wait } = await invoiceCommand();
    await inTransaction((tx) => recordCommand(tx, command));
    await wait();
    proxy.set("hold", /POST \/v1\/invoices/);
    const seen = proxy.seen(/POST \/v1\/invoices/);
    const first = startWorker();
    await seen;
    await kill(first);
    expect([await made(), await row()]).toMatchObject([1, { status: "sent" }]);
    proxy.set("pass");
    await wait();
    const second = startWorker();
    await until(async () => (await row())?.status === "done");
    await kill(second);
    expect(await made()).toBe(1);
  }, 60_000);

  test("once its key is too old to be repeated, it is only looked for", async () => {
    const { command, made, row } = await invoiceCommand();
    proxy.set("cut_after", /POST \/v1\/invoices/);
    await runCommand(command);
    proxy.set("pass");
    const aged = () =>
      sql`update stripe_command set sent_at = sent_at - interval '21 hours' where idempotency_key = ${command.key}`;
    await aged();
    await repeatCommands(new Date(Date.now() + hourMs));
    expect([await made(), await row()]).toMatchObject([1, { status: "done" }]);

    const lost = await invoiceCommand();
    proxy.set("cut_before", /POST \/v1\/invoices/);
    await runCommand(lost.command);
    proxy.set("pass");
    await sql`update stripe_command set sent_at = sent_at - interval '21 hours'
               where idempotency_key = ${lost.command.key}`;
    await repeatCommands(new Date(Date.now() + hourMs));
    expect([await lost.made(), await lost.row()]).toMatchObject([0, { status: "failed" }]);
    expect(await sql`select kind from billing_task where tenant_id = ${lost.tenant.id}`).toMatchObject([
      { kind: "command_unknown" },
    ]);
  });
});

describe("a sync", () => {
  test("that is killed midway is done by the next worker, with the same end", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await sql`insert into stripe_event (stripe_event_id, type, stripe_customer_id, livemode, created, source, status,
                                        next_at, received_at)
              values ('evt_killed', 'invoice.paid', ${tenant.customer}, false, now(), 'webhook', 'new', now(), now())`;
    const ofTenant = new RegExp(`GET /v1/invoices\\?.*customer=${tenant.customer}`);
    proxy.set("hold", ofTenant);
    const seen = proxy.seen(ofTenant);
    const first = startWorker();
    await seen;
    expect(await sql`select status from stripe_event where stripe_event_id = 'evt_killed'`).toMatchObject([
      { status: "claimed" },
    ]);
    await kill(first);
    expect(await heldGrant(sql, tenant.id)).toBeNull();
    proxy.set("pass");
    const second = startWorker();
    await until(async () => (await heldGrant(sql, tenant.id))?.status === "active");
    await until(async () => {
      const [event] = await sql`select status from stripe_event where stripe_event_id = 'evt_killed'`;
      return event?.status === "done";
    });
    await kill(second);
    expect(await sql`select 1 from invoice where tenant_id = ${tenant.id}`).toHaveLength(1);
  }, 60_000);

  test("while Stripe is away changes nothing, says so, and is made up for later", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await syncTenant(tenant.id, new Date());
    const before = await heldGrant(sql, tenant.id);
    await sandbox.stripe.subscriptions.cancel(tenant.subscription.id);
    proxy.set("cut_before");
    expect(await syncTenant(tenant.id, new Date())).toMatchObject({ synced: false });
    expect(await heldGrant(sql, tenant.id)).toEqual(before);
    const told = async () => (await sql`select sync_error from billing_account where tenant_id = ${tenant.id}`)[0];
    expect(await told()).not.toEqual({ sync_error: null });
    proxy.set("pass");
    await requestSync(database(), tenant.id, new Date());
    await syncTenant(tenant.id, new Date());
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ status: "ended" });
    expect(await told()).toEqual({ sync_error: null });
  });

  test("that something else answers changes nothing, and is for an admin after eight attempts", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await syncTenant(tenant.id, new Date());
    const before = await heldGrant(sql, tenant.id);
    await sql`insert into stripe_event (stripe_event_id, type, stripe_customer_id, livemode, created, source, status,
                                        next_at, received_at)
              values ('evt_garbled', 'invoice.paid', ${tenant.customer}, false, now(), 'webhook', 'new', now(), now())`;
    proxy.set("garble", new RegExp(`GET /v1/customers/${tenant.customer}`));
    const event = async () =>
      (await sql`select status, attempts from stripe_event where stripe_event_id = 'evt_garbled'`)[0];
    for (let attempt = 1; attempt < 8; attempt += 1) {
      await syncTenant(tenant.id, new Date());
      expect(await event()).toEqual({ status: "new", attempts: attempt });
    }
    await syncTenant(tenant.id, new Date());
    expect(await event()).toEqual({ status: "dead", attempts: 8 });
    expect(await heldGrant(sql, tenant.id)).toEqual(before);
    expect(await sql`select 1 from billing_task where kind = 'event_dead' and object_id = 'evt_garbled'`).toHaveLength(
      1,
    );
  });
});

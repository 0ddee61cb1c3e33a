import { afterEach, describe, expect, test } from "vitest";
import { brokenRules, makeLedger, makeNode, readAccount } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();

afterEach(async () => {
  expect(await brokenRules(sql)).toEqual([]);
});

/** An account with a lease of `units` on a node of its own. */
async function makeLeased(units: number) {
  const [ledger, node] = [await makeLedger(sql, 1_000), await makeNode(sql)];
  const { accountId } = await ledger.open();
  const { leaseId } = await node.acquire(accountId, units);
  const draw = (cost: number) => [{ accountId, leaseId, cost }];
  return { ...ledger, node, accountId, leaseId, draw };
}
const events = (nodeId: string) => sql`
  select seq::int, outcome, cost::int, billable, late from usage_event where node_id = ${nodeId} order by seq`;
const transfers = (accountId: string) => sql`
  select kind, amount::int from ledger_transfer where from_account = ${accountId} order by transfer_id`;
const leaseOf = async (leaseId: string) => {
  const [row] =
    await sql`select granted::int, settled::int, overrun::int, firm::int from lease where lease_id = ${leaseId}`;
  return row;
};

describe("a flush", () => {
  test("books outcomes, draws, transfers and totals in one go", async () => {
    const { node, accountId, leaseId, draw } = await makeLeased(100);
    const answer = await node.send([
      node.record({ draws: draw(4) }),
      node.record({ outcome: "void", draws: draw(0) }),
      node.record({ outcome: "unknown", draws: draw(6) }),
    ]);
    expect(answer).toEqual({ lastSeq: 3, nowMs: expect.any(Number) });
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 10, reserved: 90, posted: 1_000 });
    expect(await leaseOf(leaseId)).toMatchObject({ settled: 10, overrun: 0 });
    expect(await transfers(accountId)).toEqual([{ kind: "usage", amount: 10 }]);
    const fine = { billable: true, late: false };
    expect(await events(node.nodeId)).toEqual([
      { seq: 1, outcome: "ok", cost: 4, ...fine },
      { seq: 2, outcome: "void", cost: 0, ...fine },
      { seq: 3, outcome: "unknown", cost: 6, ...fine },
    ]);
  });
  test("that is repeated, whole, in part or overlapping, counts once", async () => {
    const { node, accountId, draw } = await makeLeased(100);
    const batch = Array.from({ length: 5 }, () => node.record({ draws: draw(1) }));
    await Promise.all([node.send(batch), node.send(batch), node.send(batch)]);
    await node.send(batch.slice(0, 2));
    const more = [...batch.slice(3), node.record({ draws: draw(1) })];
    expect(await node.send(more)).toMatchObject({ lastSeq: 6 });
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 6, reserved: 94 });
  });
  test.each([
    ["a hole", [1, 3]],
    ["a late beginning", [2, 3]],
    ["a number twice", [1, 1]],
    ["a number twice that hides a hole", [1, 1, 3]],
  ])("refuses %s in the numbers and books nothing", async (_title, seqs) => {
    const { node, accountId, draw } = await makeLeased(100);
    const batch = seqs.map((seq) => ({ ...node.record({ draws: draw(1) }), seq }));
    await expect(node.send(batch)).rejects.toEqual(expect.objectContaining({ code: "M0002" }));
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 0, reserved: 100 });
    expect(await events(node.nodeId)).toEqual([]);
  });
  test("takes its records in any order", async () => {
    const { node, draw } = await makeLeased(100);
    const batch = Array.from({ length: 5 }, () => node.record({ draws: draw(1) }));
    expect(await node.send(batch.toReversed())).toMatchObject({ lastSeq: 5 });
  });
  test("that is empty is a sign of life", async () => {
    const node = await makeNode(sql);
    await sql`update node set seen_at = now() - interval '1 hour' where node_id = ${node.nodeId}`;
    expect(await node.send([])).toMatchObject({ lastSeq: 0 });
    const [row] = await sql<{ fresh: boolean; until: boolean }[]>`
      select seen_at > now() - interval '5 seconds' as fresh, flushed_until is not null as until
        from node where node_id = ${node.nodeId}`;
    expect(row).toEqual({ fresh: true, until: true });
  });
  test("moves its watermark forward only, and never beyond the store's clock", async () => {
    const node = await makeNode(sql);
    const until = async (at: string) => {
      await sql`select usage_flush(${node.nodeId}, ${node.epoch}, '[]', ${at}::text::timestamptz)`;
      const [row] = await sql<{ at: Date }[]>`select flushed_until as at from node where node_id = ${node.nodeId}`;
      return row?.at.getTime() ?? 0;
    };
    expect(await until("2099-01-01Z")).toBeLessThanOrEqual(Date.now() + 1_000);
    expect(await until("2001-01-01Z")).toBeGreaterThan(Date.now() - 60_000);
  });
  test("of two nodes on the same accounts, many times at once, loses nothing and deadlocks nowhere", async () => {
    const ledgers = await Promise.all([makeLedger(sql, 10_000), makeLedger(sql, 10_000), makeLedger(sql, 10_000)]);
    const accounts = await Promise.all(ledgers.map(async (ledger) => (await ledger.open()).accountId));
    const nodes = await Promise.all([makeNode(sql), makeNode(sql), makeNode(sql)]);
    await Promise.all(
      nodes.map(async (node, n) => {
        const leases = await Promise.all(accounts.map((accountId) => node.acquire(accountId, 500)));
        for (let round = 0; round < 20; round++) {
          const batch = accounts.map((_, i) => {
            const at = (i + n + round) % accounts.length;
            return node.record({
              draws: [{ accountId: accounts[at] ?? "", leaseId: leases[at]?.leaseId ?? "", cost: 2 }],
            });
          });
          await Promise.all([
            node.send(batch),
            node.acquire(accounts[round % 3] ?? "", 1),
            ledgers[round % 3]?.change(),
          ]);
        }
      }),
    );
    for (const accountId of accounts) expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 120 });
  });
});

describe("a flush is total:", () => {
  test("what a lease does not cover is overrun", async () => {
    const { node, accountId, leaseId, draw } = await makeLeased(10);
    await node.use(draw(8));
    await node.use(draw(5));
    expect(await leaseOf(leaseId)).toMatchObject({ settled: 10, overrun: 3 });
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 13, reserved: 0 });
    expect(await transfers(accountId)).toEqual([
      { kind: "usage", amount: 8 },
      { kind: "overrun", amount: 5 },
    ]);
  });
  test.each([
    ["closed", async (leased: Awaited<ReturnType<typeof makeLeased>>) => leased.node.close(leased.leaseId)],
    ["unknown", async (leased: Awaited<ReturnType<typeof makeLeased>>) => leased.node.close(leased.leaseId)],
  ])("use on a lease that is %s is overrun", async (title, prepare) => {
    const leased = await makeLeased(10);
    await prepare(leased);
    await leased.node.use([
      { accountId: leased.accountId, leaseId: title === "closed" ? leased.leaseId : "nobody's", cost: 4 },
    ]);
    expect(await readAccount(sql, leased.accountId)).toMatchObject({ consumed: 4, reserved: 0 });
    expect(await transfers(leased.accountId)).toEqual([{ kind: "overrun", amount: 4 }]);
  });
  test("a lease of another account or another node covers nothing", async () => {
    const [one, two] = [await makeLeased(10), await makeLeased(10)];
    await one.node.use([{ accountId: one.accountId, leaseId: two.leaseId, cost: 4 }]);
    await two.node.use([{ accountId: one.accountId, leaseId: one.leaseId, cost: 4 }]);
    expect(await readAccount(sql, one.accountId)).toMatchObject({ consumed: 8, reserved: 10 });
    expect(await readAccount(sql, two.accountId)).toMatchObject({ consumed: 0, reserved: 10 });
  });
  test("use without a lease is usage where no limit is kept, overrun where one is", async () => {
    const [limited, unlimited] = [await makeLedger(sql, 10), await makeLedger(sql, null)];
    const [a, b] = [await limited.open(), await unlimited.open()];
    const node = await makeNode(sql);
    await node.use([{ accountId: a.accountId, leaseId: null, cost: 3 }]);
    await node.use([{ accountId: b.accountId, leaseId: null, cost: 3 }]);
    expect(await transfers(a.accountId)).toEqual([{ kind: "overrun", amount: 3 }]);
    expect(await transfers(b.accountId)).toEqual([{ kind: "usage", amount: 3 }]);
  });
  test("what a lost record may have used is booked and not billed", async () => {
    const { node, accountId, draw } = await makeLeased(10);
    await node.send([
      node.record({ draws: draw(2) }),
      node.record({ outcome: "gap", requestId: null, draws: draw(8) }),
    ]);
    expect(await transfers(accountId)).toEqual([
      { kind: "usage", amount: 2 },
      { kind: "gap", amount: 8 },
    ]);
    expect((await events(node.nodeId))[1]).toMatchObject({ outcome: "gap", cost: 8, billable: false });
  });
  test("what comes after its period was sealed is late", async () => {
    const { node, accountId, draw } = await makeLeased(10);
    await sql`update ledger_account set state = 'sealed' where account_id = ${accountId}`;
    await node.use(draw(2));
    await node.use(draw(0), { outcome: "void" });
    expect(await transfers(accountId)).toEqual([{ kind: "late", amount: 2 }]);
    expect((await events(node.nodeId)).map(({ late }) => late)).toEqual([true, false]);
  });
  test("use of an account that nobody knows is kept on suspense", async () => {
    const { node, accountId, featureId, draw } = await makeLeased(10);
    await node.send([
      node.record({ draws: [{ accountId: "acc_lost", leaseId: "lse_lost", cost: 5 }], featureId }),
      node.record({ draws: [...draw(1), { accountId: `used:${featureId}`, leaseId: null, cost: 1 }] }),
      node.record({ draws: [{ accountId: "acc_lost", leaseId: null, cost: 2 }] }),
    ]);
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 1 });
    const rows =
      await sql`select from_account, amount::int, reason from ledger_transfer where from_account like 'suspense%'
                            and source_key = ${`${node.nodeId}:3`} order by from_account, amount`;
    expect(rows).toEqual([
      { from_account: `suspense:${featureId}`, amount: 5, reason: "unknown account acc_lost" },
      { from_account: "suspense:unknown", amount: 1, reason: `unknown account used:${featureId}` },
      { from_account: "suspense:unknown", amount: 2, reason: "unknown account acc_lost" },
    ]);
  });
  test("a request that was booked before costs nothing again", async () => {
    const [one, two] = [await makeLeased(10), await makeLeased(10)];
    const { requestId } = await one.node.use(one.draw(3));
    await two.node.send([
      two.node.record({ requestId, draws: two.draw(3) }),
      two.node.record({ draws: two.draw(1) }),
      two.node.record({ requestId, draws: two.draw(3) }),
    ]);
    expect((await events(two.node.nodeId)).map(({ outcome, cost }) => [outcome, cost])).toEqual([
      ["dup", 0],
      ["ok", 1],
      ["dup", 0],
    ]);
    expect(await readAccount(sql, two.accountId)).toMatchObject({ consumed: 1, reserved: 9 });
  });
  test("a request twice in one batch is booked once", async () => {
    const { node, accountId, draw } = await makeLeased(10);
    const first = node.record({ draws: draw(3) });
    await node.send([first, node.record({ requestId: first.requestId, draws: draw(3) })]);
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 3 });
  });
  test("a batch of more accounts than a key has lines is booked whole", async () => {
    const { node, accountId } = await makeLeased(10);
    const draws = Array.from({ length: 31_000 }, (_, i) => ({ accountId, leaseId: `l${i}`, cost: 1 }));
    await node.send([node.record({ draws })]);
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 31_000 });
  });
  test("costs nobody can mean are booked as nothing", async () => {
    const { node, accountId, draw } = await makeLeased(10);
    await node.use(draw(-5), { cost: -5 });
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 0, reserved: 10 });
  });
});

describe("the request log of metered calls", () => {
  const rowOf = async (requestId: string | null) => {
    const [row] = await sql`select * from request_log where request_id = ${requestId}`;
    return row;
  };
  const call = (tenantId: string) => ({
    decidedAt: new Date(Date.now() - 1_000),
    mode: "live",
    door: "portal",
    tenantId,
    keyHint: "fg_live_9fK2…7Hq2",
    apiId: "api",
    planVersionId: "v",
    method: "POST",
    routePath: "/v1/search",
    status: 201,
    code: null,
    gates: [{ gate: "quota", passed: true }],
    reasons: ["quota_exhausted"],
    details: { a: 1 },
    limitUnits: 100,
    usedUnits: 5,
    askedUnits: 2,
    units: 99,
    upstreamStatus: 201,
    gateUs: 120,
    upstreamMs: 5,
    totalMs: 6,
    aborted: false,
    clientRequestId: "mine",
  });

  test.each([
    ["an object", (said: object) => said],
    ["a text", (said: object) => JSON.stringify(said)],
  ])("is written with the outcome, as the batch writer writes it, sent as %s", async (_title, sent) => {
    const { node, tenantId, featureId, draw } = await makeLeased(10);
    const said = call(tenantId);
    const record = node.record({ draws: draw(2), tenantId, featureId });
    const { requestId } = record;
    await node.send([{ ...record, log: sent(said) }]);
    expect(await rowOf(requestId)).toMatchObject({
      metered: true,
      request_id: requestId,
      decided_at: said.decidedAt,
      mode: "live",
      door: "portal",
      tenant_id: tenantId,
      key_id: "key",
      key_hint: said.keyHint,
      api_id: "api",
      route_id: "route",
      feature_id: featureId,
      plan_version_id: "v",
      method: "POST",
      route_path: "/v1/search",
      status: 201,
      gates: said.gates,
      reasons: said.reasons,
      details: said.details,
      limit_units: 100,
      used_units: 5,
      asked_units: 2,
      units: 2,
      upstream_status: 201,
      gate_us: 120,
      upstream_ms: 5,
      total_ms: 6,
      aborted: false,
      client_request_id: "mine",
      weight: 1,
    });
  });
  test("tells a call whose end nobody saw as aborted, on its route", async () => {
    const { node, tenantId, featureId, draw } = await makeLeased(10);
    const [apiId, routeId] = [newId("api", new Date()), newId("route", new Date())];
    await sql`insert into api (id, slug, name, upstream_url, created_at) values (${apiId}, ${apiId}, 'Geo', 'http://x', now())`;
    await sql`insert into route (id, api_id, method, path, created_at) values (${routeId}, ${apiId}, 'PUT', '/v1/{id}', now())`;
    const { requestId } = await node.use(draw(2), { outcome: "unknown", tenantId, featureId, routeId });
    expect(await rowOf(requestId)).toMatchObject({
      status: 499,
      aborted: true,
      metered: true,
      mode: "live",
      door: "gateway",
      method: "PUT",
      route_path: "/v1/{id}",
      api_id: apiId,
      units: 2,
    });
  });
  test.each([
    ["is cut", '{"status":200,"meth'],
    ["is no object", "[1]"],
    ["holds a number that does not fit", '{"status":99999999}'],
    ["holds a character that text cannot", '{"status":200,"routePath":"\\u0000"}'],
    ["holds half a character", '{"status":200,"routePath":"\\ud800"}'],
    ["holds a date that is none", '{"status":200,"decidedAt":"yesterday-ish"}'],
    ["lacks its status", "{}"],
    ["holds reasons that are none", '{"status":200,"reasons":{"a":1}}'],
  ])("that %s holds up neither the call's booking nor its neighbours'", async (_title, log) => {
    const { node, tenantId, accountId, draw } = await makeLeased(10);
    const [bad, good] = [
      node.record({ draws: draw(1), log }),
      node.record({ draws: draw(1), log: JSON.stringify(call(tenantId)) }),
    ];
    await node.send([bad, good]);
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 2 });
    expect(await rowOf(bad.requestId)).toMatchObject({ metered: true, status: 499 });
    expect(await rowOf(good.requestId)).toMatchObject({ metered: true, status: 201 });
  });
});

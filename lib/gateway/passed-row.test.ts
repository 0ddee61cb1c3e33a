import { expect, it } from "vitest";
import { passedRow } from "@/lib/gateway/passed-row";
import type { Seen } from "@/lib/gateway/types";

const route = {
  id: "rte_1",
  apiId: "api_1",
  method: "GET",
  path: '/v1/"odd"/{id}',
  featureId: "fea_1",
  costUnits: 5,
  costHeader: null,
  minCostUnits: 0,
  scope: null,
  maxBodyBytes: 1,
  chargedStatuses: [],
};
const seen = {
  requestId: "req_1",
  now: new Date("2026-11-21T06:00:00.123Z"),
  method: "GET",
  route,
  key: { mode: "test", tenantId: "tnt_1", keyId: "key_1", hint: "fg_test_9fK2…7Hq2" },
  read: { clientRequestId: "client-7" },
} as unknown as Seen;
const row = {
  door: "portal" as const,
  planVersionId: "plv_1",
  status: 499,
  upstreamStatus: 200,
  gateUs: 120,
  upstreamMs: 3,
  totalMs: 4,
  aborted: true,
};

it("is JSON with everything that the request log keeps of a call that cost nothing, in ASCII", () => {
  const text = passedRow(seen, row);
  expect(text).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(text)).toEqual({
    requestId: "req_1",
    decidedAt: "2026-11-21T06:00:00.123Z",
    mode: "test",
    tenantId: "tnt_1",
    keyId: "key_1",
    keyHint: "fg_test_9fK2…7Hq2",
    method: "GET",
    apiId: "api_1",
    routeId: "rte_1",
    routePath: '/v1/"odd"/{id}',
    featureId: "fea_1",
    askedUnits: 5,
    clientRequestId: "client-7",
    units: 0,
    weight: 1,
    ...row,
  });
});

it("leaves out what is null, and asks no units of a route without a feature", () => {
  const bare = { ...row, planVersionId: null, upstreamStatus: null, aborted: false };
  const free = { ...seen, route: { ...route, featureId: null }, read: null } as Seen;
  const told = JSON.parse(passedRow(free, bare));
  expect(told.aborted).toBe(false);
  expect(Object.keys(told)).toEqual(
    expect.not.arrayContaining(["planVersionId", "featureId", "askedUnits", "upstreamStatus", "clientRequestId"]),
  );
});

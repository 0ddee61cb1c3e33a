import { expect, it } from "vitest";
import { meteredRow } from "@/lib/gateway/metered-row";
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
  now: new Date("2026-11-21T06:00:00.123Z"),
  method: "GET",
  route,
  key: { mode: "test", hint: "fg_test_9fK2…7Hq2" },
  read: { clientRequestId: "client-7" },
} as unknown as Seen;
const row = {
  planVersionId: "plv_1",
  status: 499,
  limitUnits: 10,
  usedUnits: 5,
  upstreamStatus: 200,
  gateUs: 120,
  upstreamMs: 3,
  totalMs: 4,
  aborted: true,
};

it("is JSON with everything that the usage record does not say, in ASCII", () => {
  const text = meteredRow(seen, row);
  expect(text).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(text)).toEqual({
    decidedAt: "2026-11-21T06:00:00.123Z",
    mode: "test",
    keyHint: "fg_test_9fK2…7Hq2",
    method: "GET",
    apiId: "api_1",
    routePath: '/v1/"odd"/{id}',
    askedUnits: 5,
    clientRequestId: "client-7",
    ...row,
  });
});

it("leaves out what is null", () => {
  const bare = { ...row, planVersionId: null, limitUnits: null, upstreamStatus: null, aborted: false };
  const told = JSON.parse(meteredRow({ ...seen, read: null } as Seen, bare));
  expect(Object.keys(told)).toEqual(
    expect.not.arrayContaining(["planVersionId", "limitUnits", "upstreamStatus", "aborted", "clientRequestId"]),
  );
});

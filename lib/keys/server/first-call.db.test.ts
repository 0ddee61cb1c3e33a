import { describe, expect, test } from "vitest";
import { makeRoute, makeTenant } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { newId } from "@/lib/id";
import { createKey } from "@/lib/keys/server/create-key";
import { findFirstCall } from "@/lib/keys/server/find-first-call";
import { listSampleRoutes } from "@/lib/keys/server/list-sample-routes";
import { rotateKey } from "@/lib/keys/server/rotate-key";
import type { KeyView } from "@/lib/keys/types";

const { sql } = await testDatabase();
const { apiSlug } = await makeRoute(sql);
await makeRoute(sql, { path: "/v1/things/{id}", scope: "geo:thing" });
const acme = await makeTenant(sql, "Acme");
const other = await makeTenant(sql, "Other");

/** Writes a call as the gateway does, some seconds after the key was made. */
async function call(key: KeyView, seconds: number, outcome: { status: number; code?: string; hint?: string }) {
  const at = new Date(Date.parse(key.secrets[0]?.createdAt ?? "") + seconds * 1000);
  const requestId = newId("request", at);
  await sql`insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, key_hint, method, status,
                                     code, gate_us, total_ms)
            values (${requestId}, ${at}, ${key.mode}, 'gateway', ${acme.id}, ${key.id},
                    ${outcome.hint ?? key.hint}, 'GET', ${outcome.status}, ${outcome.code ?? null}, 10, 1)`;
  return requestId;
}

describe("how a new secret fares", () => {
  test("is nothing before the first call", async () => {
    const { key } = await createKey(acme.as("developer"), { name: "unused" });
    expect(await findFirstCall(acme.as("viewer"), { id: key.id })).toBeNull();
  });

  test("is the latest refusal until a call is let through, then the first of those", async () => {
    const { key } = await createKey(acme.as("developer"), { name: "import" });
    await call(key, 1, { status: 403, code: "permission_denied" });
    const second = await call(key, 2, { status: 402, code: "quota_exhausted" });
    expect(await findFirstCall(acme.as("viewer"), { id: key.id })).toMatchObject({ requestId: second, status: 402 });
    const allowed = await call(key, 3, { status: 200 });
    await call(key, 4, { status: 200 });
    await call(key, 5, { status: 402, code: "quota_exhausted" });
    expect(await findFirstCall(acme.as("viewer"), { id: key.id })).toMatchObject({ requestId: allowed, code: null });
  });

  test("counts calls with the new secret only after a rotation", async () => {
    const { key } = await createKey(acme.as("developer"), { name: "rotated" });
    const rotated = await rotateKey(acme.as("developer"), { id: key.id });
    await call(rotated.key, 1, { status: 200, hint: key.hint });
    expect(await findFirstCall(acme.as("viewer"), { id: key.id })).toBeNull();
    await call(rotated.key, 2, { status: 200 });
    expect(await findFirstCall(acme.as("viewer"), { id: key.id })).toMatchObject({ status: 200 });
  });

  test("does not see another tenant", async () => {
    const { key } = await createKey(acme.as("developer"), { name: "ours" });
    await expect(findFirstCall(other.as("owner"), { id: key.id })).rejects.toMatchObject({ code: "not_found" });
  });
});

test("lists for a ready-made call only routes that need nothing but their path", async () => {
  expect(await listSampleRoutes(acme.as("viewer"))).toEqual([{ apiSlug, path: "/v1/search", scope: "geo:search" }]);
});

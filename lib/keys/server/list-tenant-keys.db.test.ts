import { expect, test } from "vitest";
import { makeRoute, makeTenant } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { createKey } from "@/lib/keys/server/create-key";
import { listTenantKeys } from "@/lib/keys/server/list-tenant-keys";

const { sql } = await testDatabase();
await makeRoute(sql);
const acme = await makeTenant(sql, "Acme");
const other = await makeTenant(sql, "Other");

test("staff see the keys of one tenant, never a secret, and nobody else does", async () => {
  const { key, secret } = await createKey(acme.as("owner"), { name: "nightly", mode: "live" });
  await createKey(other.as("owner"), { name: "foreign" });
  const keys = await listTenantKeys(staffCtx("support"), { tenantId: acme.id });
  expect(keys).toMatchObject([{ id: key.id, name: "nightly", changeable: false }]);
  expect(JSON.stringify(keys)).not.toContain(secret);
  await expect(listTenantKeys(staffCtx(null), { tenantId: acme.id })).rejects.toMatchObject({ code: "not_found" });
});

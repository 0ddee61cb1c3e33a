import { rawSql } from "@/db/client";
import { AppError } from "@/lib/errors";

/** A filter that names a key is about a key of this tenant. @throws AppError `not_found`, as for one that never was. */
export async function requireOwnKey(tenantId: string, keyId: string | undefined): Promise<void> {
  if (keyId === undefined) return;
  const [own] = await rawSql()`select 1 from api_key where tenant_id = ${tenantId} and id = ${keyId}`;
  if (!own) throw new AppError("not_found");
}

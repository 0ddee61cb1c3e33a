import { rawSql } from "@/db/client";
import type { Finding, LedgerRule } from "@/lib/metering/ledger-rules";
import { readLedgerChecks } from "@/lib/metering/server/read-ledger-checks";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Where a broken rule of the ledger names one tenant. */
export async function listTenantFindings(
  ctx: Ctx,
  { tenantId }: { tenantId: string },
): Promise<(Finding & { rule: LedgerRule })[]> {
  authorizeStaff(ctx, "staff:read");
  const broken = (await readLedgerChecks(rawSql())).filter(({ ok }) => !ok);
  return broken.flatMap(({ rule, findings }) =>
    findings.filter((finding) => finding.tenantId === tenantId).map((finding) => ({ ...finding, rule })),
  );
}

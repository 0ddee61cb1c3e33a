import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { rawSql } from "@/db/client";
import { install } from "@/db/schema/accounts";
import { reportZoneChange } from "@/db/schema/analytics";
import { inTransaction } from "@/db/transaction";
import { SetReportZoneInput } from "@/lib/analytics/report-zone-inputs";
import type { ReportZoneView } from "@/lib/analytics/report-zone-views";
import { readZoneChanges } from "@/lib/analytics/server/report-zone/read-zone-changes";
import { AppError } from "@/lib/errors";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Sets the zone of the operator's days and months. Calls are counted by it from now on; the worker counts the days
 * anew whose calls the log still holds, and older ones keep their zone.
 * @throws AppError `validation_failed` for a zone that the database does not know; `conflict` when it is that zone
 * already, or while days are being counted for another change.
 */
export async function setReportZone(ctx: Ctx, input: z.input<typeof SetReportZoneInput>): Promise<ReportZoneView> {
  authorizeStaff(ctx, "staff:settings");
  const { zone, reason } = parseInput(SetReportZoneInput, input);
  await inTransaction(async (tx) => {
    await tx.insert(install).values({ id: 1 }).onConflictDoNothing();
    const [before] = await tx.select({ zone: install.reportZone }).from(install).where(eq(install.id, 1)).for("update");
    const zoneBefore = before?.zone ?? "UTC";
    if (zoneBefore === zone) throw new AppError("conflict", "That is the report zone already.");
    // The runtime and the database each have a list of their own, and every call is counted by the database's.
    const [known] = await tx.execute(sql`select 1 from pg_timezone_names where name = ${zone}`);
    if (!known) throw invalidField("/zone", "unknown", "The database does not know this zone.");
    const [added] = await tx
      .insert(reportZoneChange)
      .values({ zoneBefore, zone, changedAt: ctx.now })
      .onConflictDoNothing()
      .returning({ id: reportZoneChange.id });
    if (!added) throw new AppError("conflict", "Days are still being counted for the last change.");
    await tx.update(install).set({ reportZone: zone }).where(eq(install.id, 1));
    await recordAudit(tx, ctx, {
      action: "install.report_zone_set",
      objectKind: "install",
      objectId: "1",
      before: { reportZone: zoneBefore },
      after: { reportZone: zone },
      reason,
    });
  });
  return { zone, changes: await readZoneChanges(rawSql(), 20) };
}

import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { api } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { UpdateApiInput } from "@/lib/catalog/inputs";
import { describeApi } from "@/lib/catalog/server/describe-api";
import type { ApiView } from "@/lib/catalog/views";
import { AppError } from "@/lib/errors";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { checkUpstreamUrl } from "@/lib/server/guard-upstream";
import { recordAudit } from "@/lib/server/record-audit";
import { seal } from "@/lib/server/seal";

const originOf = (url: string) => new URL(url).origin;

/**
 * Changes an api; fields that are missing stay. A header of null forgets the credential. A credential that nobody may
 * read goes to the server it was entered for, and to no other: another origin needs it anew.
 * @throws AppError `not_found`, `validation_failed`.
 */
export async function updateApi(ctx: Ctx, input: z.input<typeof UpdateApiInput>): Promise<ApiView> {
  authorizeStaff(ctx, "staff:catalog");
  const { apiId, upstreamSecret, ...fields } = parseInput(UpdateApiInput, input);
  if (fields.upstreamUrl !== undefined) await checkUpstreamUrl(fields.upstreamUrl);
  return inTransaction(async (tx) => {
    const own = and(eq(api.id, apiId), isNull(api.archivedAt));
    const [before] = await tx.select().from(api).where(own).for("update");
    if (!before) throw new AppError("not_found");
    const header = fields.upstreamHeader === undefined ? before.upstreamHeader : fields.upstreamHeader;
    if (header === null ? upstreamSecret !== undefined : !upstreamSecret && !before.upstreamSecret) {
      throw invalidField("/upstreamSecret", "incomplete", "A credential needs both a header and a value.");
    }
    const moves = fields.upstreamUrl !== undefined && originOf(fields.upstreamUrl) !== originOf(before.upstreamUrl);
    if (moves && header !== null && upstreamSecret === undefined) {
      throw invalidField("/upstreamSecret", "needed", "This address is another server's. Enter the credential for it.");
    }
    const credential =
      header === null
        ? { upstreamSecret: null, upstreamSecretSetAt: null }
        : upstreamSecret === undefined
          ? {}
          : { upstreamSecret: seal(upstreamSecret, `api|upstream_secret|${apiId}`), upstreamSecretSetAt: ctx.now };
    const [row] = await tx
      .update(api)
      .set({ ...fields, ...credential, upstreamHeader: header })
      .where(own)
      .returning();
    if (!row) throw new AppError("not_found");
    await recordAudit(tx, ctx, {
      action: "api.updated",
      objectKind: "api",
      objectId: apiId,
      before: describeApi(before),
      after: { ...describeApi(row), ...(upstreamSecret === undefined ? {} : { upstreamSecret: "changed" }) },
    });
    await recordChange(tx, { subject: "catalog", subjectId: apiId });
    return describeApi(row);
  });
}

import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { api } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { CreateApiInput } from "@/lib/catalog/inputs";
import { describeApi } from "@/lib/catalog/server/describe-api";
import type { ApiView } from "@/lib/catalog/views";
import { newId } from "@/lib/id";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { checkUpstreamUrl } from "@/lib/server/guard-upstream";
import { recordAudit } from "@/lib/server/record-audit";
import { seal } from "@/lib/server/seal";

/**
 * Registers an api and its upstream. The credential is sealed at once and never given back.
 * @throws AppError `validation_failed` (also for an upstream address that may not be called, or a taken slug).
 */
export async function createApi(ctx: Ctx, input: z.input<typeof CreateApiInput>): Promise<ApiView> {
  authorizeStaff(ctx, "staff:catalog");
  const { upstreamSecret, ...fields } = parseInput(CreateApiInput, input);
  if ((upstreamSecret === undefined) !== (fields.upstreamHeader === null)) {
    throw invalidField("/upstreamSecret", "incomplete", "A credential needs both a header and a value.");
  }
  await checkUpstreamUrl(fields.upstreamUrl);
  const id = newId("api", ctx.now);
  const secret = upstreamSecret === undefined ? null : seal(upstreamSecret, `api|upstream_secret|${id}`);
  return inTransaction(async (tx) => {
    const [row] = await tx
      .insert(api)
      .values({ id, ...fields, upstreamSecret: secret, upstreamSecretSetAt: secret && ctx.now, createdAt: ctx.now })
      .onConflictDoNothing({ target: api.slug })
      .returning();
    if (!row) throw invalidField("/slug", "taken", `Another api is at /${fields.slug}.`);
    await recordAudit(tx, ctx, { action: "api.created", objectKind: "api", objectId: id, after: describeApi(row) });
    await recordChange(tx, { subject: "catalog", subjectId: id });
    return describeApi(row);
  });
}

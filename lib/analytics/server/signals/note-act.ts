import { and, desc, eq, gt } from "drizzle-orm";
import type { z } from "zod";
import { rawSql } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { tenantAct } from "@/db/schema/analytics";
import { inTransaction } from "@/db/transaction";
import { NoteActInput } from "@/lib/analytics/signals/inputs";
import type { Firing } from "@/lib/analytics/signals/types";
import type { ActView } from "@/lib/analytics/signals/views";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

const dayMs = 86_400_000;
/** After a contact, and after the choice to do nothing, a tenant rests for so long. */
export const restMs = 14 * dayMs;
const longestSnoozeMs = 90 * dayMs;
export const undoMs = 10 * 60_000;
/** The same act again within this time is a button that was pressed twice. */
const twiceMs = 10_000;

type Input = z.output<typeof NoteActInput>;

/**
 * Notes what was done about a tenant because of its signals. Nothing is sent by it, and the tenant sees none of it. The
 * same act of the same person again within ten seconds is the one that was noted.
 * @throws AppError `not_found` for the tenant, `validation_failed` for a snooze without an end or "nothing" without why.
 */
export async function noteAct(ctx: Ctx, input: z.input<typeof NoteActInput>): Promise<ActView> {
  authorizeStaff(ctx, "staff:signals");
  const asked = parseInput(NoteActInput, input);
  const restsUntil = restOf(asked, ctx.now);
  if (asked.kind === "nothing" && (asked.note ?? "").trim().length < 3) {
    throw invalidField("/note", "required", "Say why nothing is to be done: it is kept with the act.");
  }
  const spoke = await signalsOf(asked.tenantId);
  const actor = ctx.actor.kind === "person" ? ctx.actor : { personId: null, name: ctx.actor.name };
  return inTransaction(async (tx) => {
    // One act about a tenant at a time, so that the second of two at once sees the first.
    const home = await tx
      .select({ id: tenant.id })
      .from(tenant)
      .where(eq(tenant.id, asked.tenantId))
      .for("no key update");
    if (home.length === 0) throw new AppError("not_found");
    const [noted] = await tx
      .select()
      .from(tenantAct)
      .where(and(eq(tenantAct.tenantId, asked.tenantId), gt(tenantAct.at, new Date(ctx.now.getTime() - twiceMs))))
      .orderBy(desc(tenantAct.at))
      .limit(1);
    const act = {
      id: newId("tenantAct", ctx.now),
      tenantId: asked.tenantId,
      kind: asked.kind,
      signals: spoke,
      note: asked.note ?? "",
      actorId: actor.personId,
      actorName: actor.name,
      ownerName: asked.kind === "assigned" ? actor.name : null,
      at: ctx.now,
      restsUntil,
    };
    if (noted && isSame(noted, act)) return viewOf(noted);
    await tx.insert(tenantAct).values(act);
    await recordAudit(tx, ctx, {
      action: `act.${asked.kind}`,
      objectKind: "tenant_act",
      objectId: act.id,
      tenantId: asked.tenantId,
      after: { signals: spoke, restsUntil },
      ...(act.note ? { reason: act.note } : {}),
    });
    return viewOf(act);
  });
}

type Act = typeof tenantAct.$inferSelect;
type NotedAct = Act & { kind: Input["kind"] };

/** Said by the same person in the same words, whatever the signals say by now. */
const isSame = (noted: Act, act: NotedAct): noted is NotedAct =>
  noted.kind === act.kind &&
  noted.actorId === act.actorId &&
  noted.actorName === act.actorName &&
  noted.note === act.note &&
  (act.kind !== "snoozed" || noted.restsUntil?.getTime() === act.restsUntil?.getTime());

const viewOf = (act: NotedAct): ActView => ({
  ...{ id: act.id, kind: act.kind, tenantId: act.tenantId, actorName: act.actorName, note: act.note },
  at: act.at.toISOString(),
  restsUntil: act.restsUntil?.toISOString() ?? null,
  undoUntil: new Date(act.at.getTime() + undoMs).toISOString(),
  objectId: null,
  isUndone: false,
});

function restOf({ kind, until }: Input, now: Date): Date | null {
  if (kind === "assigned") return null;
  if (kind !== "snoozed") return new Date(now.getTime() + restMs);
  if (until === undefined) throw invalidField("/until", "required", "Say until when.");
  const end = new Date(until);
  if (end <= now) throw invalidField("/until", "past", "The end must lie in the future.");
  if (end.getTime() - now.getTime() > longestSnoozeMs) {
    throw invalidField("/until", "too_long", "A tenant can rest for 90 days at most.");
  }
  return end;
}

/** Ids of the signals that speak of a tenant. */
async function signalsOf(tenantId: string): Promise<string[]> {
  const [row] = await rawSql()<{ firings: Firing[] }[]>`
    select firings from risk_day where tenant_id = ${tenantId} order by day desc limit 1`;
  return row?.firings.map(({ id }) => id) ?? [];
}

import { z } from "zod";
import type { Standing } from "@/lib/entitlements/types";
import { isTimeZone } from "@/lib/wall-time";

const id = z.string().min(1);
const units = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const reason = z
  .enum([
    "subscription_required",
    "trial_expired",
    "subscription_expired",
    "subscription_past_due",
    "subscription_paused",
  ])
  .nullable();
const instantText = z.iso.datetime({ offset: true });

/** What the judge can work with: a row with anything else degrades its tenant, and nobody but its tenant. */
export const standingRow = z.object({
  tenant: z.object({
    id,
    name: z.string(),
    status: z.enum(["active", "suspended"]),
    suspendedAt: z.date().nullable(),
    locale: z.string().nullable(),
    timeZone: z.string().refine(isTimeZone, "is no time zone"),
  }),
  subscription: z
    .object({
      id,
      planVersionId: id,
      status: z.enum(["trialing", "active", "grace", "suspended", "paused", "ended"]),
      reason,
      source: z.enum(["stripe", "manual", "nobody"]),
      anchor: z.date(),
      startedAt: z.date(),
      endsAt: z.date().nullable(),
      after: z.object({ status: z.enum(["active", "suspended", "ended"]), planVersionId: id, reason }).nullable(),
      overdue: z
        .object({
          invoiceId: id,
          number: z.string().nullable(),
          dueMinor: z.number().int(),
          currency: z.string(),
          dueAt: instantText.nullable(),
          graceEndsAt: instantText,
          openInvoices: z.number().int(),
          cause: z.string().nullable(),
        })
        .nullable(),
      clockOffsetSeconds: z.number().int(),
    })
    .nullable(),
  exceptions: z.array(
    z.object({
      id,
      kind: z.enum(["extra_units", "feature_access", "access_until"]),
      featureId: id.nullable(),
      units: units.nullable(),
      startsAt: z.date(),
      endsAt: z.date(),
    }),
  ),
  creditLots: z.array(z.object({ id, accountId: id, expiresAt: z.date().nullable(), priority: z.number().int() })),
}) satisfies z.ZodType<Standing>;

import { type Code, codes } from "@/lib/errors";
import { catalogue } from "@/lib/messages/catalogue";
import { sayCode } from "@/lib/messages/say-code";
import type { Locale } from "@/lib/messages/types";
import { moneyDecimal } from "@/lib/money";
import type { OfferedAction, ProblemInput } from "@/lib/problem/types";

/** The members of a problem body, in the order in which they are written. */
export type ProblemBody = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  message: string;
  details: Readonly<Record<string, unknown>>;
  link?: string | undefined;
  actions?: ProblemAction[] | undefined;
  requestId: string;
  documentation: string;
  [member: string]: unknown;
};

export type ProblemAction = {
  rel: string;
  title: string;
  audience: "payer" | "developer";
  href: string;
  offer?: { kind: string; id: string };
  price?: { amount: string; currency: string };
};

const dashed = (word: string): string => word.replaceAll("_", "-");

/** RFC 3339 in UTC, to the second. */
export const timestampOf = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/** Minimal answers that would tell an anonymous application about tenant, plan or usage say nothing of it (§4.3). */
export function isNeutral(input: ProblemInput): boolean {
  const { status } = codes[input.code];
  return input.minimal === true && (status === 402 || status === 403 || tellsUsage(input.code));
}

/** 429s that are about what the tenant has, not about how fast it asks. */
const tellsUsage = (code: Code): boolean =>
  code === "period_limit_reached" || code === "quota_hold_full" || code === "credit_hold_full";

function describeActions(input: ProblemInput, locale: Locale): ProblemAction[] {
  const offered = input.actionsOffered ?? [];
  const rels: readonly string[] = codes[input.code].actions;
  // Ids are letters, digits and an underscore (lib/id.ts): nothing to escape.
  const query = `?tenant=${input.tenant?.id ?? ""}&from=${input.requestId}`;
  const ordered = rels.flatMap((rel) => offered.filter((action): action is OfferedAction => action.rel === rel));
  return ordered.map(({ rel, offer, price }) => ({
    rel,
    title: catalogue[locale].actions[rel],
    audience: rel === "manage_key" || rel === "contact_support" ? "developer" : "payer",
    href: `${input.portalUrl}/go/${dashed(rel)}${query}`,
    ...(offer && { offer }),
    ...(price && { price: { amount: moneyDecimal(price), currency: price.currency } }),
  }));
}

/** §5.4: a 402 is never for a machine to repeat, and a broken call only when repeating it is safe. */
function isAutomatic(input: ProblemInput): boolean {
  const { status, retry } = codes[input.code];
  if (retry !== "after_delay") return false;
  return status === 429 || status === 503 || input.repeatable === true;
}

/** `details.reason` names the sentence where nothing else does: the words are the same. */
function variantOf({ variant, details }: ProblemInput): string {
  return variant ?? (typeof details?.reason === "string" ? details.reason : "default");
}

function describeDetails(input: ProblemInput, locale: Locale): Readonly<Record<string, unknown>> {
  const details = input.details ?? {};
  const name = input.params?.featureName;
  if (details.feature === undefined || name?.kind !== "text") return details;
  return { ...details, featureName: locale === "de" && name.de ? name.de : name.value };
}

/** What a problem says in one language (response contract §4), whatever it is written as. */
export function describeProblem(input: ProblemInput, locale: Locale): ProblemBody {
  const { status, retry } = codes[input.code];
  const text = catalogue[locale].codes[input.code];
  const judged = status === 402 || status === 403;
  const hidden = isNeutral(input);
  const detail = hidden
    ? catalogue[locale].neutralDetail
    : input.explanation || sayCode(input.code, variantOf(input), input.params ?? {}, locale);
  const actions = !input.minimal && judged ? describeActions(input, locale) : undefined;
  const explained = input.explainUrl && (judged || status === 429);
  const body: ProblemBody = {
    type: `${input.portalUrl}/problems/${dashed(input.code)}`,
    title: text.title,
    status,
    detail,
    instance: `urn:faregate:request:${input.requestId}`,
    code: input.code,
    message: detail,
    details: hidden ? {} : describeDetails(input, locale),
    ...(!input.minimal && describeStanding(input, judged)),
    ...(actions?.[0] && { link: actions[0].href }),
    ...(actions && { actions }),
    ...(!input.minimal && input.tenant && explained && { explainUrl: input.explainUrl }),
    retry: { policy: retry, automatic: isAutomatic(input) },
    requestId: input.requestId,
    ...(input.clientRequestId && { clientRequestId: input.clientRequestId }),
    ...(input.traceId && { traceId: input.traceId }),
    timestamp: timestampOf(input.now),
    documentation: `${input.portalUrl}/errors/${input.code}`,
  };
  return body;
}

/** Members about the tenant that was judged. On money and policy a missing plan is said as null. */
function describeStanding(input: ProblemInput, judged: boolean): Record<string, unknown> {
  const { tenant, key, currentPlan, usageRemaining, billingCycleEnd, violatedPolicies } = input;
  const standing: Record<string, unknown> = {};
  if (violatedPolicies && violatedPolicies.length > 0) standing["violated-policies"] = violatedPolicies;
  if (!tenant) return standing;
  if (judged) standing.reasons = input.reasons ?? [];
  standing.tenant = tenant;
  if (key) standing.key = key;
  if (judged || currentPlan !== undefined) standing.currentPlan = currentPlan ?? null;
  if (judged || usageRemaining !== undefined) standing.usageRemaining = usageRemaining ?? null;
  if (judged || billingCycleEnd !== undefined) {
    standing.billingCycleEnd = billingCycleEnd ? timestampOf(billingCycleEnd) : null;
  }
  return standing;
}

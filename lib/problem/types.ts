import type { ActionRel, Code } from "@/lib/errors";
import type { Locale, Params } from "@/lib/messages/types";
import type { Money } from "@/lib/money";

/** A way out that exists for this tenant. `href` and title are made by the renderer. */
export type OfferedAction = {
  rel: ActionRel;
  /** What would be bought. */
  offer?: { kind: "plan"; id: string };
  /** What would be charged at once, without tax. */
  price?: Money;
};

/** Everything that an answer says (response contract §4), before language and media type are chosen. */
export type ProblemInput = {
  code: Code;
  /** Names another sentence of the code, e.g. `cost_over_rest`; see `lib/messages/en.ts`. Else `details.reason` does. */
  variant?: string;
  /** Values of the sentence's placeholders. Without one that it needs, the code's plain sentence is said. */
  params?: Params;
  /** A whole English sentence that replaces the catalogue's; the answer is then in English. */
  explanation?: string;
  /** Machine values of the code. `featureName` is put beside `feature` from `params.featureName`, localised. */
  details?: Readonly<Record<string, unknown>>;
  requestId: string;
  now: Date;
  /** Origin of the portal, without a slash at the end: the base of every link. */
  portalUrl: string;
  /** Whose entitlement was judged. Only for callers who proved who they are. */
  tenant?: { id: string; name: string };
  key?: { id: string; hint: string };
  /** Null: judged, and there is none. Undefined: leave the member out. */
  currentPlan?: {
    id: string;
    name: string;
    version: number;
    status: "none" | "trialing" | "active" | "past_due" | "paused" | "expired";
  } | null;
  usageRemaining?:
    | { unit: string; limit: number | null; used: number; remaining: number | null }
    /** Credits as a decimal string. */
    | { unit: "credit"; remaining: string }
    | null;
  billingCycleEnd?: Date | null;
  /** Further codes that failed for certain, in the contract's order; always sent on 402. */
  reasons?: readonly Code[];
  /** Names of violated quota or rate policies. */
  violatedPolicies?: readonly string[];
  /** Signed receipt; sent on 402, 403 and 429 when a tenant is known. */
  explainUrl?: string;
  /** Ways out that exist for this tenant, in any order: the code's own order is kept, others are left out. */
  actionsOffered?: readonly OfferedAction[];
  /** The key may not show tenant, plan or usage (§4.3). */
  minimal?: boolean;
  clientRequestId?: string;
  traceId?: string;
  /** Seconds; ignored on a 402. 503 has a value of its own when it is missing. */
  retryAfterSec?: number;
  /** Ready header values: `RateLimit-Policy` and `RateLimit`. */
  rateLimit?: { policy: string; limit: string };
  /** Value of `WWW-Authenticate` on a 401; a plain Bearer challenge when it is missing. */
  wwwAuthenticate?: string;
  /** Methods of a 405. */
  allow?: readonly string[];
  /** Further request headers that the answer depends on. */
  vary?: readonly string[];
  /** Safe method, or one with an Idempotency-Key: a 408, 500, 502 or 504 may then be repeated by a machine. */
  repeatable?: boolean;
};

/** What the caller asked for, as it stood in the request. */
export type ProblemWant = {
  accept?: string | undefined;
  acceptLanguage?: string | undefined;
  tenantLocale?: string | null | undefined;
  defaultLocale: Locale;
};

/** A complete answer. The door adds `Content-Length`, CORS headers, and drops the body of a HEAD. */
export type RenderedProblem = { status: number; headers: Record<string, string>; body: string };

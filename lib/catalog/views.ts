import type { Difference } from "@/lib/catalog/compare-versions";
import type { FeatureKind, MeterTerms } from "@/lib/catalog/types";

/** An api as staff see it. Of the credential only the header and the date are told. */
export type ApiView = {
  id: string;
  slug: string;
  name: string;
  upstreamUrl: string;
  upstreamHeader: string | null;
  upstreamSecretSetAt: string | null;
  connectTimeoutMs: number;
  responseTimeoutMs: number;
  idleTimeoutMs: number;
  allowedOrigins: string[];
  createdAt: string;
  archivedAt: string | null;
};

/** A route as staff see it. */
export type RouteView = {
  id: string;
  apiId: string;
  method: string;
  path: string;
  /** Null: free and unmetered. */
  featureId: string | null;
  /** What a charged call costs; with `costHeader`, the most it can cost. */
  costUnits: number;
  costHeader: string | null;
  minCostUnits: number;
  scope: string | null;
  maxBodyBytes: number;
  chargedStatuses: [number, number][];
  archivedAt: string | null;
};

/** A feature as staff see it. */
export type FeatureView = {
  id: string;
  slug: string;
  name: string;
  nameDe: string | null;
  kind: FeatureKind;
  unit: string;
  unitPlural: string;
  contactSales: boolean;
  archivedAt: string | null;
};

export type ApiRow = ApiView & { routes: number; freeRoutes: number };

export type ApiDetail = ApiView & { routes: RouteView[] };

export type FeatureRow = FeatureView & {
  /** Routes in service that need it. */
  routes: number;
  /** Plans whose newest published version includes it. */
  plans: string[];
};

/** A plan version as staff see it. */
export type VersionView = {
  id: string;
  planId: string;
  number: number;
  status: "draft" | "publishing" | "published";
  priceMinor: number;
  currency: string;
  ratePerMinute: number | null;
  interval: "month" | "year";
  trialDays: number;
  trialNeedsCard: boolean;
  /** Days that calls go on after a failed payment, and after a failed first one behind a trial. */
  graceDays: number;
  trialGraceDays: number;
  note: string;
  /** The terms of a switch or a limit say nothing. */
  features: ({ featureId: string; limitUnits: number | null } & MeterTerms)[];
  updatedAt: string;
  publishedAt: string | null;
};

export type Overdrawn = {
  tenantId: string;
  tenantName: string;
  featureId: string;
  /** Units used in the current live period. */
  usedUnits: number;
  /** What the version would allow, exceptions included; null: not included any more. */
  allowedUnits: number | null;
};

export type PublishPreview = {
  live: VersionView | null;
  draft: VersionView;
  differences: Difference[];
  /** Tenants by the version of this plan that they hold, newest first. */
  holders: { planVersionId: string; number: number; tenants: number; priceMinor: number; currency: string }[];
  overdrawn: Overdrawn[];
};

export type PlanRow = {
  id: string;
  slug: string;
  name: string;
  description: string;
  hidden: boolean;
  /** What tenants fall back to when their subscription ends. */
  fallback: boolean;
  live: {
    planVersionId: string;
    number: number;
    priceMinor: number;
    currency: string;
    interval: "month" | "year";
  } | null;
  /** A version whose prices are on their way to the payment provider. */
  publishingNumber: number | null;
  draftNumber: number | null;
  /** Tenants who hold any version of it now. */
  tenants: number;
};

export type PlanDetail = {
  id: string;
  slug: string;
  name: string;
  description: string;
  hidden: boolean;
  fallback: boolean;
  position: number;
  archivedAt: string | null;
  /** Newest first; a draft, if there is one, is the first. */
  versions: (VersionView & { tenants: number })[];
};

/** A credit pack as staff see it. */
export type CreditPackRow = {
  id: string;
  name: string;
  /** Decimal string. */
  credits: string;
  priceMinor: number;
  currency: string;
  expiresAfterDays: number | null;
  position: number;
  createdAt: string;
  archivedAt: string | null;
};

/** What the demo sells: an invented data business, small enough to be read in a minute. */
export const demoApi = { slug: "northlight", name: "Northlight Data" } as const;

export const demoFeatures = [
  { slug: "data", name: "Data access", nameDe: "Datenzugriff", kind: "meter", unit: "call", unitPlural: "calls" },
  { slug: "reports", name: "Reports", nameDe: "Berichte", kind: "meter", unit: "page", unitPlural: "pages" },
  { slug: "streaming", name: "Streaming", nameDe: "Streaming", kind: "switch", unit: "call", unitPlural: "calls" },
] as const;

export type DemoFeature = (typeof demoFeatures)[number]["slug"];

export const demoRoutes: {
  method: "GET" | "POST";
  path: string;
  feature: DemoFeature | null;
  costUnits: number;
  scope: string | null;
}[] = [
  { method: "GET", path: "/v1/search", feature: "data", costUnits: 1, scope: "data:read" },
  { method: "GET", path: "/v1/reverse", feature: "data", costUnits: 1, scope: "data:read" },
  { method: "GET", path: "/v1/reports/{id}", feature: "reports", costUnits: 5, scope: "reports:read" },
  { method: "GET", path: "/v1/slow", feature: "data", costUnits: 1, scope: "data:read" },
  { method: "GET", path: "/v1/stream", feature: "streaming", costUnits: 1, scope: "data:read" },
  { method: "GET", path: "/v1/status/{code}", feature: "data", costUnits: 1, scope: "data:read" },
  { method: "POST", path: "/v1/echo", feature: "data", costUnits: 1, scope: "data:write" },
  { method: "GET", path: "/v1/ping", feature: null, costUnits: 1, scope: null },
];

/** A limit of null is without limit (or a switch that is on). */
type DemoTerms = {
  limitUnits: number | null;
  creditMicroPerUnit?: number;
  overage?: "postpaid";
  overageRateE12?: number;
};

/** One credit pays for one unit. */
const oneCredit = 1_000_000;
/** 0.60 of the currency for 100 units. */
const sixtyForHundred = 600_000_000_000;

export type DemoPlanSlug = "free" | "prepaid" | "starter" | "pro" | "pro-yearly" | "enterprise";

/** A feature that is missing is not included. */
export const demoPlans: {
  slug: DemoPlanSlug;
  name: string;
  description: string;
  hidden?: boolean;
  fallback?: boolean;
  priceMinor: number;
  interval?: "month" | "year";
  trialDays?: number;
  ratePerMinute: number;
  features: Partial<Record<DemoFeature, DemoTerms>>;
}[] = [
  {
    slug: "free",
    name: "Free",
    description: "To try the data.",
    fallback: true,
    priceMinor: 0,
    ratePerMinute: 120,
    features: { data: { limitUnits: 25 } },
  },
  {
    slug: "prepaid",
    name: "Prepaid",
    description: "No fee. Each call is paid with a credit.",
    priceMinor: 0,
    ratePerMinute: 300,
    features: {
      data: { limitUnits: 0, creditMicroPerUnit: oneCredit },
      reports: { limitUnits: 0, creditMicroPerUnit: oneCredit },
    },
  },
  {
    slug: "starter",
    name: "Starter",
    description: "For one product.",
    priceMinor: 2_900,
    trialDays: 14,
    ratePerMinute: 300,
    features: { data: { limitUnits: 2_000, creditMicroPerUnit: oneCredit }, reports: { limitUnits: 250 } },
  },
  {
    slug: "pro",
    name: "Pro",
    description: "For teams that build on the data.",
    priceMinor: 9_900,
    ratePerMinute: 600,
    features: {
      data: { limitUnits: 20_000, overage: "postpaid", overageRateE12: sixtyForHundred },
      reports: { limitUnits: 2_500 },
      streaming: { limitUnits: null },
    },
  },
  {
    slug: "pro-yearly",
    name: "Pro, yearly",
    description: "Pro, paid once a year.",
    priceMinor: 99_000,
    interval: "year",
    ratePerMinute: 600,
    features: {
      data: { limitUnits: 20_000, overage: "postpaid", overageRateE12: sixtyForHundred },
      reports: { limitUnits: 2_500 },
      streaming: { limitUnits: null },
    },
  },
  {
    slug: "enterprise",
    name: "Enterprise",
    description: "By agreement.",
    hidden: true,
    priceMinor: 190_000,
    ratePerMinute: 6_000,
    features: { data: { limitUnits: null }, reports: { limitUnits: null }, streaming: { limitUnits: null } },
  },
];

export const demoCreditPacks = [
  { name: "500 credits", credits: "500", priceMinor: 500, currency: "EUR", expiresAfterDays: 365 },
  { name: "2,500 credits", credits: "2500", priceMinor: 2_200, currency: "EUR", expiresAfterDays: 365 },
] as const;

/** What the demo sells: an invented data business, small enough to be read in a minute. */
export const demoApi = { slug: "northlight", name: "Northlight Data" } as const;

export const demoFeatures = [
  { slug: "data", name: "Data access", nameDe: "Datenzugriff", kind: "meter", unit: "call", unitPlural: "calls" },
  { slug: "reports", name: "Reports", nameDe: "Berichte", kind: "meter", unit: "page", unitPlural: "pages" },
  {
    slug: "forecasts",
    name: "Forecasts",
    nameDe: "Vorhersagen",
    kind: "meter",
    unit: "forecast",
    unitPlural: "forecasts",
  },
  {
    slug: "history",
    name: "Weather history",
    nameDe: "Wetterarchiv",
    kind: "switch",
    unit: "call",
    unitPlural: "calls",
  },
  { slug: "batch", name: "Batch", nameDe: "Stapel", kind: "switch", unit: "call", unitPlural: "calls" },
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
  { method: "GET", path: "/v1/forecast", feature: "forecasts", costUnits: 1, scope: "data:read" },
  { method: "GET", path: "/v1/history", feature: "history", costUnits: 1, scope: "data:read" },
  { method: "POST", path: "/v1/batch", feature: "batch", costUnits: 1, scope: "data:write" },
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
/** So many cents of the currency for 100 units. */
const centsPerHundred = (cents: number) => cents * 10_000_000_000;

export type DemoPlanSlug = "free" | "prepaid" | "starter" | "pro" | "pro-yearly" | "scale" | "enterprise";
/** `starter@1` is the first version of Starter. */
export type DemoVersion = `${DemoPlanSlug}@${number}`;

export type DemoVersionTerms = {
  /** Days before the first start on which it was published; missing: it is still a draft. */
  daysAgo?: number;
  priceMinor: number;
  ratePerMinute: number;
  trialDays?: number;
  note?: string;
  /** A feature that is missing is not included. */
  features: Partial<Record<DemoFeature, DemoTerms>>;
};

const unlimited: DemoTerms = { limitUnits: null };
const postpaid = (limitUnits: number, cents: number): DemoTerms => ({
  limitUnits,
  overage: "postpaid",
  overageRateE12: centsPerHundred(cents),
});
const byCredits: DemoTerms = { limitUnits: 0, creditMicroPerUnit: oneCredit };

const proTerms: DemoVersionTerms["features"] = {
  data: postpaid(8_000, 60),
  forecasts: postpaid(8_000, 60),
  reports: { limitUnits: 2_500 },
  history: unlimited,
  batch: unlimited,
  streaming: unlimited,
};
/** The catalogue is older than every tenant. */
export const demoCatalogueDays = 240;

export const demoPlans: {
  slug: DemoPlanSlug;
  name: string;
  description: string;
  hidden?: boolean;
  fallback?: boolean;
  interval?: "month" | "year";
  versions: DemoVersionTerms[];
}[] = [
  {
    slug: "free",
    name: "Free",
    description: "To try the data.",
    fallback: true,
    versions: [
      {
        daysAgo: demoCatalogueDays,
        priceMinor: 0,
        ratePerMinute: 120,
        features: { data: { limitUnits: 25 }, forecasts: { limitUnits: 300 } },
      },
    ],
  },
  {
    slug: "prepaid",
    name: "Prepaid",
    description: "No fee. Each call is paid with a credit.",
    versions: [
      {
        daysAgo: demoCatalogueDays,
        priceMinor: 0,
        ratePerMinute: 300,
        features: { data: byCredits, forecasts: byCredits, reports: byCredits, history: unlimited, batch: unlimited },
      },
    ],
  },
  {
    slug: "starter",
    name: "Starter",
    description: "For one product.",
    versions: [
      {
        daysAgo: demoCatalogueDays,
        priceMinor: 1_900,
        ratePerMinute: 300,
        features: { data: { limitUnits: 1_500 }, forecasts: { limitUnits: 1_500 } },
      },
      {
        daysAgo: 110,
        priceMinor: 2_900,
        ratePerMinute: 300,
        trialDays: 14,
        note: "A third more of everything, and credits for what goes beyond.",
        features: {
          data: { limitUnits: 2_000, creditMicroPerUnit: oneCredit },
          forecasts: { limitUnits: 2_000 },
          reports: { limitUnits: 250 },
        },
      },
    ],
  },
  {
    slug: "pro",
    name: "Pro",
    description: "For teams that build on the data.",
    versions: [
      {
        daysAgo: demoCatalogueDays,
        priceMinor: 6_900,
        ratePerMinute: 600,
        features: { data: { limitUnits: 8_000 }, forecasts: { limitUnits: 8_000 }, batch: unlimited },
      },
      {
        daysAgo: 150,
        priceMinor: 7_900,
        ratePerMinute: 600,
        features: {
          data: postpaid(8_000, 80),
          forecasts: postpaid(8_000, 80),
          reports: { limitUnits: 2_500 },
          batch: unlimited,
          streaming: unlimited,
        },
      },
      {
        daysAgo: 29,
        priceMinor: 9_900,
        ratePerMinute: 600,
        note: "Weather history is included, and calls beyond the limit cost a quarter less.",
        features: proTerms,
      },
      {
        priceMinor: 9_900,
        ratePerMinute: 600,
        note: "More forecasts, fewer searches.",
        features: { ...proTerms, data: postpaid(6_000, 60), forecasts: postpaid(12_000, 60) },
      },
    ],
  },
  {
    slug: "pro-yearly",
    name: "Pro, yearly",
    description: "Pro, paid once a year.",
    interval: "year",
    versions: [{ daysAgo: 150, priceMinor: 99_000, ratePerMinute: 600, features: proTerms }],
  },
  {
    slug: "scale",
    name: "Scale",
    description: "For products that live on the data.",
    versions: [
      {
        daysAgo: demoCatalogueDays,
        priceMinor: 39_900,
        ratePerMinute: 1_200,
        features: {
          ...proTerms,
          data: postpaid(25_000, 40),
          forecasts: postpaid(25_000, 40),
          reports: { limitUnits: 10_000 },
        },
      },
    ],
  },
  {
    slug: "enterprise",
    name: "Enterprise",
    description: "By agreement.",
    hidden: true,
    versions: [
      {
        daysAgo: demoCatalogueDays,
        priceMinor: 190_000,
        ratePerMinute: 6_000,
        features: {
          data: unlimited,
          forecasts: unlimited,
          reports: unlimited,
          history: unlimited,
          batch: unlimited,
          streaming: unlimited,
        },
      },
    ],
  },
];

export const demoCreditPacks = [
  { name: "500 credits", credits: "500", priceMinor: 500, currency: "EUR", expiresAfterDays: 365 },
  { name: "2,500 credits", credits: "2500", priceMinor: 2_200, currency: "EUR", expiresAfterDays: 365 },
] as const;

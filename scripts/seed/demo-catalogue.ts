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

/** A limit of null is without limit (or a switch that is on); a feature that is missing is not included. */
export const demoPlans: {
  slug: string;
  name: string;
  description: string;
  hidden: boolean;
  priceMinor: number;
  ratePerMinute: number;
  limits: Partial<Record<DemoFeature, number | null>>;
}[] = [
  {
    slug: "free",
    name: "Free",
    description: "To try the data.",
    hidden: false,
    priceMinor: 0,
    ratePerMinute: 120,
    limits: { data: 25 },
  },
  {
    slug: "starter",
    name: "Starter",
    description: "For one product.",
    hidden: false,
    priceMinor: 2_900,
    ratePerMinute: 300,
    limits: { data: 2_000, reports: 250 },
  },
  {
    slug: "pro",
    name: "Pro",
    description: "For teams that build on the data.",
    hidden: false,
    priceMinor: 9_900,
    ratePerMinute: 600,
    limits: { data: 20_000, reports: 2_500, streaming: null },
  },
  {
    slug: "enterprise",
    name: "Enterprise",
    description: "By agreement.",
    hidden: true,
    priceMinor: 190_000,
    ratePerMinute: 6_000,
    limits: { data: null, reports: null, streaming: null },
  },
];

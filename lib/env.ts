import { z } from "zod";

const port = z.coerce.number().int().min(1).max(65_535);
/** `https://host:port`, nothing behind it. */
const origin = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash) return url.origin;
  context.addIssue({ code: "custom", message: "must be an http or https address without a path" });
  return z.NEVER;
});
const secretText = (length: number) => z.string().min(length, `must have at least ${length} characters`);
const secret = secretText(32);

const databaseShape = {
  DATABASE_URL: z.string().optional(),
  PGHOST: z.string().optional(),
  PGPORT: port.optional(),
  PGUSER: z.string().optional(),
  PGPASSWORD: z.string().optional(),
  PGDATABASE: z.string().optional(),
};

const schema = z.object({
  ...databaseShape,
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  FAREGATE_MODE: z.enum(["demo", "production"]).default("demo"),
  PORTAL_URL: origin,
  GATEWAY_URL: origin,
  PORT: port.default(3000),
  GATEWAY_PORT: port.default(8402),
  DEMO_UPSTREAM_PORT: port.optional(),
  NEXTAUTH_URL: origin,
  NEXTAUTH_SECRET: secret,
  FAREGATE_MASTER_KEY: secret,
  FAREGATE_KEY_PEPPER: secret,
  UPSTREAM_ALLOWED_RANGES: z.string().default(""),
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  METRICS_TOKEN: secretText(16).optional(),
  PORTAL_GATEWAY_DOOR: z.enum(["on", "off"]).default("on"),
  JOURNAL_FOLDER: z.string().optional(),
  JOURNAL_MAX_MB: z.coerce.number().int().min(4).max(1_048_576).default(4_096),
  LEASE_TTL_MS: z.coerce.number().int().min(3_000).max(60_000).default(60_000),
  FAREGATE_SERVICE: z.enum(["portal", "gateway", "worker", "tool"]).default("portal"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  DEFAULT_LOCALE: z.enum(["en", "de"]).default("en"),
  CONTACT_URL: z.union([z.url({ protocol: /^https?$/ }), z.string().regex(/^mailto:[^\s@]+@[^\s@]+$/)]).optional(),
  FAREGATE_ADMIN_EMAIL: z.string().optional(),
  GITHUB_ID: z.string().optional(),
  GITHUB_SECRET: z.string().optional(),
  GOOGLE_ID: z.string().optional(),
  GOOGLE_SECRET: z.string().optional(),
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_ID: z.string().optional(),
  OIDC_SECRET: z.string().optional(),
  OIDC_NAME: z.string().default("Single sign-on"),
  FAREGATE_BILLING: z.enum(["auto", "manual"]).default("auto"),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_(test|live)_\w{8,}$/, "must begin with sk_test_, rk_test_, sk_live_ or rk_live_")
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\w+(\s*,\s*whsec_\w+)*$/, "must be one or several whsec_… separated by commas")
    .transform((text) => text.split(",").map((one) => one.trim()))
    .optional(),
  STRIPE_AUTOMATIC_TAX: z.enum(["on", "off"]).default("off"),
  FAREGATE_CLOSE_ON_CANCEL: z.enum(["on", "off"]).default("off"),
  FAREGATE_CANCEL_UNPAID_DAYS: z.coerce.number().int().min(1).max(3650).default(60),
  FAREGATE_TEST_CLOCKS: z.literal("1").optional(),
  FAREGATE_STRIPE_SANDBOX_URL: origin.optional(),
  STRIPE_SANDBOX_PORT: port.default(4242),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().regex(/@/, "must hold an e-mail address").optional(),
});

export type Env = z.infer<typeof schema>;

/** What the migration step needs: the database, and for an embedded one the passwords of the roles it grants. */
const migrationSchema = z.object({
  ...databaseShape,
  FG_PORTAL_PASSWORD: z.string().optional(),
  FG_GATEWAY_PASSWORD: z.string().optional(),
  FG_WORKER_PASSWORD: z.string().optional(),
});

/** What the demo's seed needs beside the rest; random for each installation. */
const demoSchema = z.object({
  DEMO_ADMIN_PASSWORD: secretText(8),
  DEMO_OWNER_PASSWORD: secretText(8),
  DEMO_DEVELOPER_PASSWORD: secretText(8),
  DEMO_API_KEY_SEED: secretText(16),
});

const isLoopback = (hostname: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

/** Rules between variables, asked beside those of each one, so that a start lists everything at once. */
function crossProblems(set: Readonly<Record<string, string | undefined>>): string[] {
  const found: string[] = [];
  if (!set.DATABASE_URL && !set.PGHOST)
    found.push("DATABASE_URL is missing (or set PGHOST and the other PG variables)");
  for (const [one, other] of [
    ["GITHUB_ID", "GITHUB_SECRET"],
    ["GOOGLE_ID", "GOOGLE_SECRET"],
    ["OIDC_ISSUER", "OIDC_ID"],
    ["OIDC_ID", "OIDC_SECRET"],
    ["SMTP_URL", "MAIL_FROM"],
  ] as const) {
    if (set[one] && !set[other]) found.push(`${other} must be set when ${one} is`);
  }
  if (set.STRIPE_SECRET_KEY && set.FAREGATE_STRIPE_SANDBOX_URL) {
    found.push("FAREGATE_STRIPE_SANDBOX_URL must not be set beside STRIPE_SECRET_KEY: real keys go to Stripe alone");
  }
  const sandbox = set.FAREGATE_STRIPE_SANDBOX_URL ?? "";
  if (sandbox && (!URL.canParse(sandbox) || !isLoopback(new URL(sandbox).hostname))) {
    found.push("FAREGATE_STRIPE_SANDBOX_URL must be an address of this machine: the sandbox stands beside the portal");
  }
  if (set.FAREGATE_TEST_CLOCKS && /^.k_live_/.test(set.STRIPE_SECRET_KEY ?? "")) {
    found.push("FAREGATE_TEST_CLOCKS must not be set with a live key: real time cannot be moved");
  }
  if (set.FAREGATE_MODE !== "production") return found;
  if (sandbox) {
    found.push("FAREGATE_STRIPE_SANDBOX_URL must not be set in production mode: plans would be sold for no money");
  }
  for (const name of ["NEXTAUTH_SECRET", "FAREGATE_MASTER_KEY", "FAREGATE_KEY_PEPPER"]) {
    if (set[name]?.startsWith("demo-")) found.push(`${name} is the demo's; production mode needs a secret of its own`);
  }
  for (const name of ["PORTAL_URL", "GATEWAY_URL"]) {
    const text = set[name] ?? "";
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url?.protocol === "http:" && !isLoopback(url.hostname)) found.push(`${name} must be https in production mode`);
  }
  return found;
}

type Source = Readonly<Record<string, string | undefined>>;

/** An empty value counts as unset; every problem is told at once. */
function parse<Schema extends z.ZodType>(
  schema: Schema,
  source: Source,
  cross: (set: Source) => string[] = () => [],
): z.output<Schema> {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const result = schema.safeParse(set);
  const between = cross(set);
  if (result.success && between.length === 0) return result.data;
  const each = (result.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0]);
    return `${name} ${set[name] === undefined ? "is missing" : issue.message}`;
  });
  throw new Error(`The environment is not complete:\n${[...each, ...between].map((line) => `  ${line}`).join("\n")}`);
}

/**
 * Reads a set of variables.
 * @throws Error whose message lists every problem, one a line.
 */
export const parseEnv = (source: Source): Env => parse(schema, source, crossProblems);

export const migrationEnv = () => parse(migrationSchema, process.env);
export const demoEnv = () => parse(demoSchema, process.env);

/** Every variable that Faregate reads, for the test that compares them with `.env.example`. */
export const envNames = Object.keys(schema.shape);

let cached: Env | undefined;

/** This process's environment, read once. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

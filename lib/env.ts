import { z } from "zod";

const port = z.coerce.number().int().min(1).max(65_535);
const origin = z
  .url({ protocol: /^https?$/ })
  .refine((value) => new URL(value).pathname === "/" && !new URL(value).search, "must be an origin without a path")
  .transform((value) => new URL(value).origin);
const secret = z.string().min(32, "must have at least 32 characters");

const isLoopback = (url: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);

const schema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
    FAREGATE_MODE: z.enum(["demo", "production"]).default("demo"),
    PORTAL_URL: origin,
    GATEWAY_URL: origin,
    PORT: port.default(3000),
    GATEWAY_PORT: port.default(8402),
    DEMO_UPSTREAM_PORT: port.optional(),
    DATABASE_URL: z.string().optional(),
    PGHOST: z.string().optional(),
    PGPORT: port.optional(),
    PGUSER: z.string().optional(),
    PGPASSWORD: z.string().optional(),
    PGDATABASE: z.string().optional(),
    NEXTAUTH_URL: origin,
    NEXTAUTH_SECRET: secret,
    FAREGATE_MASTER_KEY: secret,
    FAREGATE_KEY_PEPPER: secret,
    UPSTREAM_ALLOWED_RANGES: z.string().default(""),
    TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
    PORTAL_GATEWAY_DOOR: z.enum(["on", "off"]).default("on"),
    FAREGATE_SERVICE: z.enum(["portal", "gateway", "worker", "tool"]).default("portal"),
    LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
    DEFAULT_LOCALE: z.enum(["en", "de"]).default("en"),
    CONTACT_URL: z.union([z.url({ protocol: /^https?$/ }), z.string().regex(/^mailto:[^\s@]+@[^\s@]+$/)]).optional(),
    GITHUB_ID: z.string().optional(),
    GITHUB_SECRET: z.string().optional(),
    GOOGLE_ID: z.string().optional(),
    GOOGLE_SECRET: z.string().optional(),
    OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
    OIDC_ID: z.string().optional(),
    OIDC_SECRET: z.string().optional(),
    OIDC_NAME: z.string().default("Single sign-on"),
  })
  .superRefine((env, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (!env.DATABASE_URL && !env.PGHOST)
      issue("DATABASE_URL", "is missing (or set PGHOST and the other PG* variables)");
    for (const [id, needed] of [
      ["GITHUB_ID", "GITHUB_SECRET"],
      ["GOOGLE_ID", "GOOGLE_SECRET"],
      ["OIDC_ISSUER", "OIDC_ID"],
      ["OIDC_ID", "OIDC_SECRET"],
    ] as const) {
      if (env[id] && !env[needed]) issue(needed, `must be set when ${id} is`);
    }
    if (env.FAREGATE_MODE !== "production") return;
    for (const name of ["NEXTAUTH_SECRET", "FAREGATE_MASTER_KEY", "FAREGATE_KEY_PEPPER"] as const) {
      if (env[name].startsWith("demo-")) issue(name, "is the demo's; production mode needs a secret of its own");
    }
    for (const name of ["PORTAL_URL", "GATEWAY_URL"] as const) {
      if (!env[name].startsWith("https:") && !isLoopback(env[name])) issue(name, "must be https in production mode");
    }
  });

export type Env = z.infer<typeof schema>;

/**
 * Reads a set of variables; an empty value counts as unset.
 * @throws Error whose message lists every problem, one a line.
 */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const missing = issue.code === "invalid_type" && set[name] === undefined;
    return `  ${name} ${missing ? "is missing" : issue.message}`;
  });
  throw new Error(`The environment is not complete:\n${lines.join("\n")}`);
}

/** Every variable that Faregate reads, for the test that compares them with `.env.example`. */
export const envNames = Object.keys(schema.shape);

let cached: Env | undefined;

/** This process's environment, read once. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

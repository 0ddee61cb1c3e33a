/**
 * A small tree in which every rule is broken once. The check must report each of them on every run; a check that finds
 * nothing here would find nothing anywhere.
 *
 * @type {{ rule: string, file: string, code: string }[]}
 */
export const planted = [
  {
    rule: "room-gateway",
    file: "lib/gateway/server/pay.ts",
    code: 'import type { plan } from "@/lib/billing/plan";\nexport type X = typeof plan;',
  },
  { rule: "room-keys", file: "lib/keys/key.ts", code: 'export { plan } from "@/lib/billing/plan";' },
  {
    rule: "room-accounts",
    file: "lib/accounts/tenant.ts",
    code: 'export const load = () => import("@/lib/catalog/api");',
  },
  {
    rule: "room-catalog",
    file: "lib/catalog/route.ts",
    code: 'import { plan } from "../billing/plan";\nexport const x = plan;',
  },
  {
    rule: "room-entitlements",
    file: "lib/entitlements/decide.ts",
    code: 'import { plan } from "@/lib/billing/plan";\nexport const x = plan;',
  },
  {
    rule: "room-metering",
    file: "lib/metering/spend.ts",
    code: 'import { plan } from "@/lib/billing/plan";\nexport const x = plan;',
  },
  {
    rule: "room-billing",
    file: "lib/billing/log.ts",
    code: 'import { seen } from "@/lib/analytics/seen";\nexport const x = seen;',
  },
  {
    rule: "room-analytics",
    file: "lib/analytics/churn.ts",
    code: 'import { plan } from "@/lib/billing/plan";\nexport const x = plan;',
  },
  {
    rule: "room-notices",
    file: "lib/notices/mail.ts",
    code: 'import { plan } from "@/lib/billing/plan";\nexport const x = plan;',
  },
  { rule: "rooms-are-known", file: "lib/money.ts", code: 'import { x } from "@/lib/helpers/x";\nexport const y = x;' },
  {
    rule: "ground-floor-stays-below",
    file: "lib/period.ts",
    code: 'import { pool } from "@/db/client";\nexport const x = pool;',
  },
  {
    rule: "ground-floor-is-pure",
    file: "lib/catalog/price.ts",
    code: 'import pino from "pino";\nexport const x = pino;',
  },
  {
    rule: "ground-floor-knows-no-machine",
    file: "lib/catalog/read.ts",
    code: 'import fs from "node:fs";\nexport const x = fs;',
  },
  {
    rule: "database-stays-below",
    file: "db/seed.ts",
    code: 'import { Page } from "@/app/page";\nexport const x = Page;',
  },
  {
    rule: "north-wing-stays-apart",
    file: "lib/catalog/server/list.ts",
    code: 'import { query } from "@/lib/catalog/client/queries";\nexport const x = query;',
  },
  {
    rule: "south-wing-stays-apart",
    file: "lib/catalog/client/queries.ts",
    code: 'import { pool } from "@/db/client";\nexport const query = pool;',
  },
  {
    rule: "components-stay-below",
    file: "components/ui/card.tsx",
    code: 'import { pool } from "@/db/client";\nexport const Card = () => <p>{pool}</p>;',
  },
  {
    rule: "pages-ask-the-rooms",
    file: "app/admin/page.tsx",
    code: 'import { pool } from "@/db/client";\nexport default () => <p>{pool}</p>;',
  },
  {
    rule: "nothing-imports-app",
    file: "scripts/worker.ts",
    code: 'import { Page } from "@/app/page";\nexport const x = Page;',
  },
  {
    rule: "doors-import-no-screen",
    file: "scripts/gateway.ts",
    code: 'import { Card } from "@/components/ui/card";\nexport const x = Card;',
  },
  {
    rule: "lib-knows-no-next",
    file: "lib/server/context.ts",
    code: 'import { headers } from "next/headers";\nexport const x = headers;',
  },
  {
    rule: "sign-in-has-one-door",
    file: "app/console/page.tsx",
    code: 'import { getServerSession } from "next-auth";\nexport const x = getServerSession;',
  },
  {
    rule: "charts-have-one-door",
    file: "components/usage/chart.tsx",
    code: 'import { LineChart } from "recharts";\nexport const x = LineChart;',
  },
  {
    rule: "stripe-has-one-door",
    file: "lib/catalog/server/charge.ts",
    code: 'import Stripe from "stripe";\nexport const x = Stripe;',
  },
  {
    rule: "sandbox-is-no-part",
    file: "lib/billing/server/pay.ts",
    code: 'import { sandbox } from "@/scripts/stripe-sandbox/sandbox";\nexport const x = sandbox;',
  },
  {
    rule: "sandbox-shares-nothing",
    file: "scripts/stripe-sandbox/sandbox.ts",
    code: 'import { plan } from "@/lib/billing/plan";\nexport const sandbox = plan;',
  },
  {
    rule: "database-has-few-doors",
    file: "app/usage/page.tsx",
    code: 'import postgres from "postgres";\nexport const x = postgres;',
  },
  {
    rule: "no-cycles",
    file: "lib/keys/other.ts",
    code: 'import type { Ring } from "@/lib/keys/ring";\nexport type Other = Ring[];',
  },
  {
    rule: "imports-resolve",
    file: "lib/keys/lost.ts",
    code: 'import { x } from "@/lib/keys/nowhere";\nexport const y = x;',
  },
];

/** What the planted files point at. */
export const bystanders = [
  { file: "lib/billing/plan.ts", code: "export const plan = 1;" },
  { file: "lib/analytics/seen.ts", code: "export const seen = 1;" },
  { file: "lib/catalog/api.ts", code: "export const api = 1;" },
  { file: "lib/helpers/x.ts", code: "export const x = 1;" },
  {
    file: "lib/keys/ring.ts",
    code: 'import type { Other } from "@/lib/keys/other";\nexport type Ring = Other | null;',
  },
  { file: "package.json", code: '{ "name": "planted", "dependencies": { "pino": "1.0.0" } }' },
  { file: "node_modules/pino/package.json", code: '{ "name": "pino", "version": "1.0.0", "main": "index.js" }' },
  { file: "node_modules/pino/index.js", code: "module.exports = 1;" },
  { file: "db/client.ts", code: "export const pool = 1;" },
  { file: "app/page.tsx", code: "export const Page = () => <p />;" },
];

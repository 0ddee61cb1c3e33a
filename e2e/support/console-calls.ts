import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Side } from "./tenant-side";

export type Call = { method: string; path: string; body?: Record<string, unknown>; answer?: number };

/** Every call of the console's API that names something of a tenant: what reads first, what ends things last. */
export const callsOf = ({ keyId, requestId, sessionId, invoiceId, changeId, intentId }: Side): Call[] => [
  { method: "GET", path: `/api/keys/${keyId}` },
  { method: "GET", path: `/api/keys/${keyId}/first-call` },
  { method: "GET", path: `/api/keys/${keyId}/budgets` },
  { method: "PUT", path: `/api/keys/${keyId}/budgets`, body: { budgets: [] } },
  { method: "PATCH", path: `/api/keys/${keyId}`, body: { name: "renamed" } },
  { method: "POST", path: `/api/keys/${keyId}/pause`, body: {} },
  { method: "POST", path: `/api/keys/${keyId}/resume`, body: {} },
  { method: "POST", path: `/api/keys/${keyId}/rotate`, body: { overlap: "24h" } },
  { method: "POST", path: `/api/keys/${keyId}/extend-old-secret`, body: { overlap: "7d" } },
  { method: "POST", path: `/api/keys/${keyId}/end-old-secret`, body: {} },
  { method: "GET", path: `/api/requests/${requestId}` },
  { method: "GET", path: `/api/requests?key=${keyId}` },
  { method: "GET", path: `/api/requests?request=${requestId}` },
  { method: "GET", path: `/api/requests/newer?since=0&key=${keyId}` },
  { method: "GET", path: `/api/requests.csv?key=${keyId}` },
  { method: "GET", path: `/api/requests.csv?request=${requestId}` },
  { method: "GET", path: `/api/usage?key=${keyId}` },
  { method: "GET", path: `/api/usage.csv?key=${keyId}` },
  { method: "GET", path: `/api/billing/invoices/${invoiceId}/view`, answer: 303 },
  { method: "GET", path: `/api/billing/invoices/${invoiceId}/pdf`, answer: 303 },
  { method: "GET", path: `/api/billing/invoices?after=${invoiceId}` },
  { method: "GET", path: `/api/unblock?intentId=${intentId}` },
  { method: "GET", path: `/api/unblock?intentId=${intentId}&requestId=${requestId}` },
  { method: "POST", path: "/api/billing/change/confirm", body: { changeId } },
  { method: "POST", path: "/api/billing/change/undo", body: { changeId } },
  { method: "POST", path: `/api/keys/${keyId}/revoke`, body: {} },
  { method: "DELETE", path: `/api/sessions/${sessionId}`, answer: 204 },
];

/** The other calls of the console's API, which name a tenant only by `?tenant=`. */
export const tenantCalls: Call[] = [
  { method: "GET", path: "/api/billing" },
  { method: "GET", path: "/api/billing/invoices" },
  { method: "GET", path: "/api/billing/offers" },
  { method: "GET", path: "/api/credit-packs" },
  { method: "GET", path: "/api/credits" },
  { method: "GET", path: "/api/credits/moves" },
  { method: "GET", path: "/api/keys" },
  { method: "POST", path: "/api/keys", body: { name: "slipped in" } },
  { method: "GET", path: "/api/key-scopes" },
  { method: "GET", path: "/api/members" },
  { method: "GET", path: "/api/me" },
  { method: "GET", path: "/api/notices" },
  { method: "GET", path: "/api/notices/banners" },
  { method: "GET", path: "/api/plan" },
  { method: "GET", path: "/api/requests" },
  { method: "GET", path: "/api/requests.csv" },
  { method: "GET", path: "/api/requests/newer?since=0" },
  { method: "GET", path: "/api/sessions" },
  { method: "DELETE", path: "/api/sessions" },
  { method: "GET", path: "/api/standing" },
  { method: "GET", path: "/api/statements" },
  { method: "GET", path: "/api/top-up" },
  { method: "GET", path: "/api/unblock" },
  { method: "GET", path: "/api/usage" },
  { method: "GET", path: "/api/usage.csv" },
  { method: "POST", path: "/api/billing/sync", body: {} },
];

const anyId = "0".repeat(26);
/** What spends or promises a tenant's money: only owners and the billing role. */
export const moneyCalls: Call[] = [
  { method: "POST", path: "/api/billing/cancel", body: {} },
  { method: "POST", path: "/api/billing/change/confirm", body: { changeId: `chg_${anyId}` } },
  { method: "POST", path: "/api/billing/change/preview", body: { planVersionId: `plv_${anyId}` } },
  { method: "POST", path: "/api/billing/change/undo", body: { changeId: `chg_${anyId}` } },
  { method: "POST", path: "/api/billing/keep", body: {} },
  { method: "POST", path: "/api/billing/pay", body: {} },
  { method: "POST", path: "/api/billing/portal", body: {} },
  { method: "POST", path: "/api/checkout/card", body: {} },
  { method: "POST", path: "/api/checkout/credits", body: { creditPackId: `pck_${anyId}` } },
  { method: "POST", path: "/api/checkout/subscribe", body: { planVersionId: `plv_${anyId}` } },
  { method: "PUT", path: "/api/top-up", body: {} },
  { method: "DELETE", path: "/api/top-up" },
];
type Route = { address: string; methods: string[] };

/** The routes that exist, `[id]` for each part of an address in brackets. */
export function routesBelow(folder: string): Route[] {
  const root = path.join(import.meta.dirname, "..", "..", "app", "api");
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .map((file) => ({
      address: path.join("/api", folder, path.dirname(file)).replace(/\[[^\]]+\]/g, "[id]"),
      methods: [...readFileSync(path.join(root, folder, file), "utf8").matchAll(/export const ([A-Z]+) =/g)].map(
        ([, method = ""]) => method,
      ),
    }));
}
/** A call by its route. */
export const shape = (call: string) =>
  call
    .split("?")[0]
    ?.split("/")
    .map((part) => (/^[a-z]{3}_/.test(part) ? "[id]" : part))
    .join("/");

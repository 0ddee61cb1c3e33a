/** Icons by name, because a server layout cannot hand functions to the browser. */
export type NavIcon =
  | "today"
  | "refusals"
  | "churn"
  | "revenue"
  | "tenants"
  | "apis"
  | "features"
  | "plans"
  | "exceptions"
  | "requests"
  | "ledger"
  | "audit"
  | "home"
  | "keys"
  | "usage"
  | "plan"
  | "credits"
  | "bills"
  | "packs"
  | "notices"
  | "clock"
  | "members"
  | "settings"
  | "docs"
  | "account";

export type NavItem = {
  href: string;
  label: string;
  icon: NavIcon;
  /** Pages elsewhere that belong to it. */
  also?: string;
  /** Neighbours of one group stand below its name. */
  group?: string;
};

const money = "Plan & billing";
const revenue = "Billing";

export const adminNav: readonly NavItem[] = [
  { href: "/admin", label: "Today", icon: "today" },
  { href: "/admin/refusals", label: "Refusals", icon: "refusals" },
  { href: "/admin/tenants", label: "Tenants", icon: "tenants" },
  { href: "/admin/churn", label: "Churn", icon: "churn" },
  { href: "/admin/revenue", label: "Revenue", icon: "revenue" },
  { href: "/admin/apis", label: "APIs", icon: "apis" },
  { href: "/admin/features", label: "Features", icon: "features" },
  { href: "/admin/plans", label: "Plans", icon: "plans" },
  { href: "/admin/exceptions", label: "Exceptions", icon: "exceptions" },
  { href: "/admin/requests", label: "Requests", icon: "requests", also: "/admin/receipts" },
  { href: "/admin/billing", label: "Payments", icon: "plan", group: revenue },
  { href: "/admin/invoices", label: "Invoices", icon: "bills", group: revenue },
  { href: "/admin/credit-packs", label: "Credit packs", icon: "packs", group: revenue },
  { href: "/admin/notices", label: "Notices", icon: "notices", group: "Operate" },
  { href: "/admin/ledger", label: "Ledger", icon: "ledger", group: "Operate" },
  { href: "/admin/audit", label: "Audit", icon: "audit", group: "Operate" },
  { href: "/admin/settings", label: "Settings", icon: "settings", group: "Operate" },
];

/** Billing time can be moved in the sandbox and in Stripe's test mode only. */
export const timeMachineNav: NavItem = {
  href: "/admin/time-machine",
  label: "Time machine",
  icon: "clock",
  group: "Operate",
};

export const consoleNav: readonly NavItem[] = [
  { href: "/console", label: "Home", icon: "home" },
  { href: "/console/keys", label: "Keys", icon: "keys" },
  { href: "/console/requests", label: "Requests", icon: "requests" },
  { href: "/console/usage", label: "Usage", icon: "usage" },
  { href: "/console/plan", label: "Plan", icon: "plan", group: money },
  { href: "/console/credits", label: "Credits", icon: "credits", group: money },
  { href: "/console/billing", label: "Billing", icon: "bills", group: money },
  { href: "/console/notices", label: "Notices", icon: "notices", group: "Account" },
  { href: "/console/members", label: "Members", icon: "members", group: "Account" },
  { href: "/docs", label: "Docs", icon: "docs", group: "Account" },
];

/** The entry that a page belongs to: the longest address that begins it, so that `/console` is not lit everywhere. */
export function matchNav(items: readonly NavItem[], pathname: string): NavItem | null {
  const begins = (href: string | undefined) =>
    href !== undefined && (pathname === href || pathname.startsWith(`${href}/`));
  const elsewhere = items.find(({ also }) => begins(also));
  if (elsewhere) return elsewhere;
  const fitting = items.filter(({ href }) => begins(href));
  return fitting.reduce<NavItem | null>(
    (best, item) => (best && best.href.length >= item.href.length ? best : item),
    null,
  );
}

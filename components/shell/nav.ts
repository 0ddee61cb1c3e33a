/** Icons by name, because a server layout cannot hand functions to the browser. */
export type NavIcon =
  | "today"
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
  | "members"
  | "docs"
  | "account";

export type NavItem = { href: string; label: string; icon: NavIcon };

export const adminNav: readonly NavItem[] = [
  { href: "/admin", label: "Today", icon: "today" },
  { href: "/admin/tenants", label: "Tenants", icon: "tenants" },
  { href: "/admin/apis", label: "APIs", icon: "apis" },
  { href: "/admin/features", label: "Features", icon: "features" },
  { href: "/admin/plans", label: "Plans", icon: "plans" },
  { href: "/admin/exceptions", label: "Exceptions", icon: "exceptions" },
  { href: "/admin/requests", label: "Requests", icon: "requests" },
  { href: "/admin/ledger", label: "Ledger", icon: "ledger" },
  { href: "/admin/audit", label: "Audit", icon: "audit" },
];

export const consoleNav: readonly NavItem[] = [
  { href: "/console", label: "Home", icon: "home" },
  { href: "/console/keys", label: "Keys", icon: "keys" },
  { href: "/console/requests", label: "Requests", icon: "requests" },
  { href: "/console/usage", label: "Usage", icon: "usage" },
  { href: "/console/plan", label: "Plan", icon: "plan" },
  { href: "/console/members", label: "Members", icon: "members" },
  { href: "/docs", label: "Docs", icon: "docs" },
];

/** The entry that a page belongs to: the longest address that begins it, so that `/console` is not lit everywhere. */
export function matchNav(items: readonly NavItem[], pathname: string): NavItem | null {
  const fitting = items.filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`));
  return fitting.reduce<NavItem | null>(
    (best, item) => (best && best.href.length >= item.href.length ? best : item),
    null,
  );
}

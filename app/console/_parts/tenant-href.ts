import type { PageCtx } from "@/app/_auth/page-ctx";

/** Makes the links of a page stay in its tenant, for people who belong to several. */
export const tenantHref =
  ({ tenant, memberships }: PageCtx) =>
  (href: string): string => {
    if (!tenant || memberships.length < 2) return href;
    const [path = "", anchor] = href.split("#");
    return `${path}${path.includes("?") ? "&" : "?"}tenant=${tenant.id}${anchor ? `#${anchor}` : ""}`;
  };

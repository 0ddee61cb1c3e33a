import type { PageCtx } from "@/app/_auth/page-ctx";

/** By whose clock the periods of the page's tenant run. */
export const tenantZone = ({ memberships, tenant }: PageCtx): string =>
  memberships.find(({ tenantId }) => tenantId === tenant?.id)?.timeZone ?? "UTC";

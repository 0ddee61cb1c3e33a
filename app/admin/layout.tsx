import type { Metadata } from "next";
import type { ReactNode } from "react";
import { pageCtx } from "@/app/_auth/page-ctx";
import { SignedInFrame } from "@/app/_auth/signed-in-frame";
import { adminNav } from "@/components/shell/nav";

export const metadata: Metadata = { title: { default: "Admin", template: "%s · Faregate admin" } };

/** The operator's screens; they do not exist for anybody else. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const { actor, memberships } = await pageCtx({ staff: true });
  return (
    <SignedInFrame
      area="admin"
      nav={adminNav}
      person={{ name: actor.name, email: actor.email }}
      staff
      tenants={memberships.map(({ tenantId, tenantName }) => ({ tenantId, tenantName }))}
    >
      {children}
    </SignedInFrame>
  );
}

import type { Metadata } from "next";
import type { ReactNode } from "react";
import { pageCtx } from "@/app/_auth/page-ctx";
import { SignedInFrame } from "@/app/_auth/signed-in-frame";
import { ModeBanner } from "@/components/billing/mode-banner";
import { adminNav, consoleNav, type NavItem } from "@/components/shell/nav";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";

export const metadata: Metadata = { title: { default: "Account", template: "%s · Faregate" } };

const own: NavItem = { href: "/account", label: "Account", icon: "account" };

/** A person's own settings, with the rail of where they belong. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const { actor, memberships } = await pageCtx({ account: true });
  const home = memberships.length > 0 ? consoleNav : actor.staffRole === null ? [] : adminNav;
  return (
    <SignedInFrame
      area="account"
      nav={[...home, own]}
      person={{ name: actor.name, email: actor.email }}
      staff={actor.staffRole !== null}
      tenants={memberships.map(({ tenantId, tenantName }) => ({ tenantId, tenantName }))}
    >
      <ModeBanner mode={currentMode()} />
      {children}
    </SignedInFrame>
  );
}

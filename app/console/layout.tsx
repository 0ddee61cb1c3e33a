import type { Metadata } from "next";
import type { ReactNode } from "react";
import { pageCtx } from "@/app/_auth/page-ctx";
import { SignedInFrame } from "@/app/_auth/signed-in-frame";
import { ModeBanner } from "@/components/billing/mode-banner";
import { consoleNav } from "@/components/shell/nav";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";

export const metadata: Metadata = { title: { default: "Console", template: "%s · Faregate" } };

/** The tenant's screens. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { actor, memberships } = await pageCtx();
  return (
    <SignedInFrame
      area="console"
      nav={consoleNav}
      person={{ name: actor.name, email: actor.email }}
      staff={actor.staffRole !== null}
      tenants={memberships.map(({ tenantId, tenantName }) => ({ tenantId, tenantName }))}
    >
      <ModeBanner mode={currentMode()} />
      {children}
    </SignedInFrame>
  );
}

import type { Metadata } from "next";
import type { ReactNode } from "react";
import { pageCtx } from "@/app/_auth/page-ctx";
import { SignedInFrame } from "@/app/_auth/signed-in-frame";
import { tenantZone } from "@/app/console/_parts/tenant-zone";
import { ModeBanner } from "@/components/billing/mode-banner";
import { BannerLines } from "@/components/notices/banner-lines";
import { consoleNav } from "@/components/shell/nav";
import { ZoneProvider } from "@/components/ui/zone";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { listBanners } from "@/lib/notices/server/list-banners";

export const metadata: Metadata = { title: { default: "Console", template: "%s · Faregate" } };

/** The tenant's screens. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const ctx = await pageCtx();
  const { actor, memberships, tenant } = ctx;
  const banners = await listBanners(ctx);
  return (
    <SignedInFrame
      area="console"
      nav={consoleNav}
      person={{ name: actor.name, email: actor.email }}
      staff={actor.staffRole !== null}
      tenants={memberships.map(({ tenantId, tenantName }) => ({ tenantId, tenantName }))}
    >
      <ModeBanner mode={currentMode()} />
      <BannerLines
        tenants={memberships.map(({ tenantId }) => tenantId)}
        first={tenant && { tenantId: tenant.id, banners }}
      />
      <ZoneProvider zone={tenantZone(ctx)}>{children}</ZoneProvider>
    </SignedInFrame>
  );
}

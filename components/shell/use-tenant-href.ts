"use client";

import { useSearchParams } from "next/navigation";

/** Makes links keep the tenant that the address names: `?tenant=` stays while a person of several tenants moves on. */
export function useTenantHref(): (href: string) => string {
  const tenant = useSearchParams().get("tenant");
  return (href) =>
    tenant === null || !href.startsWith("/console")
      ? href
      : `${href}${href.includes("?") ? "&" : "?"}tenant=${encodeURIComponent(tenant)}`;
}

"use client";

import { NativeSelect, Text } from "@mantine/core";
import { useRouter, useSearchParams } from "next/navigation";

/** Names the tenant that the page is about; lets people of several choose another. */
export function TenantSwitch({ tenants }: { tenants: readonly { tenantId: string; tenantName: string }[] }) {
  const router = useRouter();
  const asked = useSearchParams().get("tenant");
  const chosen = tenants.find(({ tenantId }) => tenantId === asked) ?? tenants[0];
  if (!chosen) return null;
  if (tenants.length === 1) {
    return (
      <Text fz="sm" c="dimmed" truncate visibleFrom="xs">
        {chosen.tenantName}
      </Text>
    );
  }
  return (
    <NativeSelect
      size="xs"
      aria-label="Tenant"
      value={chosen.tenantId}
      data={tenants.map(({ tenantId, tenantName }) => ({ value: tenantId, label: tenantName }))}
      onChange={(event) => router.push(`/console?tenant=${event.currentTarget.value}`)}
    />
  );
}

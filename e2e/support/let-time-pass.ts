import { expect } from "@playwright/test";
import { openAdmin } from "./new-tenant";

type Clock = { tenant: { id: string }; now: string; target: string | null };

/** Moves a tenant's billing time as the admin's time machine does, and waits until it stands. */
export async function letTimePass(
  tenantId: string,
  by: "hour" | "day" | "week" | "renewal" | "grace_end",
): Promise<void> {
  const admin = await openAdmin();
  const moved = await admin.send("POST", "/api/admin/time-machine", { tenantId, by });
  expect([200, 202], moved.text).toContain(moved.status);
  await expect
    .poll(
      async () => {
        const { rows } = (await admin.send("GET", "/api/admin/time-machine")).json as { rows: Clock[] };
        return rows.find(({ tenant }) => tenant.id === tenantId)?.target ?? null;
      },
      { timeout: 40_000 },
    )
    .toBeNull();
}

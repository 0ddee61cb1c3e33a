import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { openDialog, press, write } from "@/components/deeds/testing/open-dialog";
import { TimeZoneDialog } from "@/components/tenants/time-zone-dialog";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("says what another clock does to the running periods, and only then can be sent", async () => {
  const sent = openDialog(
    <TimeZoneDialog tenantId="tnt_1" tenantName="Acme" timeZone="UTC" />,
    "Time zone of Acme: UTC",
  );
  const submit = screen.getByRole<HTMLButtonElement>("button", { name: "Set time zone" });
  expect(submit.disabled).toBe(true);
  expect(screen.queryByText(/running periods end/)).toBeNull();
  fireEvent.click(screen.getByRole("combobox", { name: "Time zone" }));
  fireEvent.click(await screen.findByRole("option", { name: "Africa/Cairo" }));
  expect(screen.getByText(/running periods end/)).toBeDefined();
  press("Set time zone");
  expect(screen.getByText(/Say why/)).toBeDefined();
  write(screen.getByLabelText(/^Reason/), "Moved");
  press("Set time zone");
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual({
    method: "PUT",
    path: "/api/admin/tenants/tnt_1/time-zone",
    body: { timeZone: "Africa/Cairo", reason: "Moved" },
  });
});

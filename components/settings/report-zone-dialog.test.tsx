import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { openDialog, press, write } from "@/components/deeds/testing/open-dialog";
import { ReportZoneDialog } from "@/components/settings/report-zone-dialog";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("says what is counted anew and what is not, and only then can be sent", async () => {
  const sent = openDialog(<ReportZoneDialog zone="UTC" logDays={30} />, "Change the report zone");
  const submit = screen.getByRole<HTMLButtonElement>("button", { name: "Set the report zone" });
  expect(submit.disabled).toBe(true);
  expect(screen.queryByText(/counted anew/)).toBeNull();
  fireEvent.click(screen.getByRole("combobox", { name: "Report zone" }));
  fireEvent.click(await screen.findByRole("option", { name: "Africa/Lagos · UTC+01:00" }));
  expect(screen.getByText(/Days before those stay days of UTC/)).toBeDefined();
  expect(screen.getByText(/Billing periods, quotas, invoices/)).toBeDefined();
  press("Set the report zone");
  expect(screen.getByText(/Say why/)).toBeDefined();
  write(screen.getByLabelText(/^Reason/), "Moved");
  press("Set the report zone");
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual({
    method: "PUT",
    path: "/api/admin/settings/report-zone",
    body: { zone: "Africa/Lagos", reason: "Moved" },
  });
});

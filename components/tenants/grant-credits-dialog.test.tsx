import { cleanup, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openDialog, press, write } from "@/components/deeds/testing/open-dialog";
import { GrantCreditsDialog } from "@/components/tenants/grant-credits-dialog";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const open = () =>
  openDialog(<GrantCreditsDialog tenantId="tnt_1" tenantName="Acme" timeZone="Europe/Berlin" />, "Grant credits: Acme");

describe("granting credits", () => {
  it("sends a decimal, a reason, the end of the last day by the tenant's clock, and a name of its own", async () => {
    const sent = open();
    write(screen.getByLabelText(/^Credits/), " 1250.50 ");
    expect(screen.getByRole("status").textContent).toContain("Acme gets 1,250.50 credits.");
    write(screen.getByLabelText(/^Last day/), "2099-06-30");
    write(screen.getByLabelText(/^Reason/), "Outage of May");
    press("Grant credits");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ method: "POST", path: "/api/admin/tenants/tnt_1/credit-lots" });
    expect(sent[0]?.body).toEqual({
      credits: "1250.50",
      expiresAt: "2099-06-30T22:00:00.000Z",
      priority: 100,
      reason: "Outage of May",
      requestId: expect.stringMatching(/^[\x21-\x7e]{1,100}$/),
    });
  });

  it("never ends without a day, and has another name at the next opening", async () => {
    const sent = open();
    for (const reason of ["Welcome", "Again"]) {
      if (reason === "Again") press("Grant credits: Acme");
      write(await screen.findByLabelText(/^Credits/), "5");
      write(screen.getByLabelText(/^Reason/), reason);
      press("Grant credits");
      await waitFor(() => expect(sent.at(-1)?.body).toMatchObject({ reason }));
      await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    }
    const bodies = sent.map(({ body }) => body as Record<string, unknown>);
    expect(bodies.map((body) => "expiresAt" in body)).toEqual([false, false]);
    expect(bodies[0]?.requestId).not.toBe(bodies[1]?.requestId);
  });

  it.each([
    ["0", "Reason", "", /above 0/],
    ["1.2345678", "Reason", "", /above 0/],
    ["-5", "Reason", "", /above 0/],
    ["5", " ", "", /Say why/],
    ["5", "Reason", "2020-01-01", /today or a later day/],
  ])("is not sent for %j credits, reason %j, day %j", (credits, reason, day, sentence) => {
    const sent = open();
    write(screen.getByLabelText(/^Credits/), credits);
    write(screen.getByLabelText(/^Reason/), reason);
    write(screen.getByLabelText(/^Last day/), day);
    press("Grant credits");
    expect(screen.getByText(sentence)).toBeDefined();
    expect(sent).toEqual([]);
  });
});

import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SecretDialog } from "@/components/keys/secret-dialog";
import { describeKey } from "@/lib/keys/describe-key";
import type { KeyWithSecret } from "@/lib/keys/types";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const made: KeyWithSecret = {
  key: describeKey(
    {
      id: "key_1",
      name: "nightly-import",
      mode: "test",
      scopes: [],
      allowedNetworks: [],
      errorDetail: "full",
      expiresAt: null,
      pausedAt: null,
      revokedAt: null,
      createdAt: new Date(0),
      lastUsedAt: null,
    },
    [],
    { createdBy: null, changeable: true },
    new Date(0),
  ),
  secret: "fg_test_secret",
};

/** The dialog in a browser whose clipboard takes what it is given, or refuses. */
function open(clipboard: "works" | "refuses") {
  const writeText = vi.fn(() => (clipboard === "works" ? Promise.resolve() : Promise.reject(new Error("refused"))));
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  const onClose = vi.fn();
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <SecretDialog
          made={made}
          title="The key was created"
          tenantId="tnt_1"
          sampleRoutes={[]}
          gatewayUrl="http://gate"
          onClose={onClose}
        />
      </QueryClientProvider>
    </MantineProvider>,
  );
  const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
  return { onClose, press, writeText };
}

describe("the dialog that shows a secret once", () => {
  it("asks before it closes while nothing was copied", () => {
    const { onClose, press } = open("works");
    press("Close");
    expect(onClose).not.toHaveBeenCalled();
    expect(screen.getByRole("alert").textContent).toContain("It cannot be shown again.");
    press("Keep it open");
    expect(screen.queryByRole("alert")).toBeNull();
    press("Done");
    press("Close anyway");
    expect(onClose).toHaveBeenCalledOnce();
  });

  it("closes at once when the secret was copied", async () => {
    const { onClose, press, writeText } = open("works");
    press("Copy secret");
    await waitFor(() => expect(screen.getAllByRole("button", { name: "Copied" })).toHaveLength(1));
    expect(writeText).toHaveBeenCalledWith("fg_test_secret");
    press("Done");
    expect(onClose).toHaveBeenCalledOnce();
  });

  it("still asks when the browser refused to copy", async () => {
    const { onClose, press } = open("refuses");
    press("Copy secret");
    await screen.findByRole("button", { name: /^Not copied/ });
    press("Done");
    expect(onClose).not.toHaveBeenCalled();
    expect(screen.getByRole("alert").textContent).toContain("Saved it?");
  });
});

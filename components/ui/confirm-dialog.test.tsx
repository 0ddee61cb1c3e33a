import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ProblemError } from "@/lib/client/fetch-json";

afterEach(cleanup);

function open(over: { onConfirm?: () => Promise<unknown>; typed?: string } = {}) {
  const onClose = vi.fn();
  const onConfirm = over.onConfirm ?? vi.fn(async () => undefined);
  render(
    <MantineProvider env="test">
      <ConfirmDialog
        opened
        onClose={onClose}
        title="Revoke key"
        confirmLabel="Revoke"
        onConfirm={onConfirm}
        {...(over.typed === undefined ? {} : { typed: over.typed })}
      >
        Calls with it answer 401.
      </ConfirmDialog>
    </MantineProvider>,
  );
  const button = () => screen.getByRole<HTMLButtonElement>("button", { name: "Revoke" });
  return { onClose, onConfirm, button };
}

describe("the dialog before an act", () => {
  it("acts once and closes", async () => {
    const { onClose, onConfirm, button } = open();
    fireEvent.click(button());
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(onConfirm).toHaveBeenCalledOnce();
  });
  it("stays closed to the act until the name is typed", () => {
    const { button } = open({ typed: "billing-key" });
    expect(button().disabled).toBe(true);
    fireEvent.change(screen.getByLabelText("Type billing-key to confirm"), { target: { value: "billing-ke" } });
    expect(button().disabled).toBe(true);
    fireEvent.change(screen.getByLabelText("Type billing-key to confirm"), { target: { value: "billing-key" } });
    expect(button().disabled).toBe(false);
  });
  it("stays open and says why when the act was refused", async () => {
    const refusal = new ProblemError(409, "conflict", "Conflict", "This key is already revoked.", "req_1", []);
    const { onClose, button } = open({ onConfirm: () => Promise.reject(refusal) });
    fireEvent.click(button());
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("This key is already revoked.");
    expect(alert.textContent).toContain("409 conflict · req_1");
    expect(onClose).not.toHaveBeenCalled();
  });
});

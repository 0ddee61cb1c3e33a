import { cleanup, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openDialog, press, write } from "@/components/deeds/testing/open-dialog";
import { BudgetDialog } from "@/components/keys/budget-dialog";
import type { BudgetView } from "@/lib/keys/types";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const meters = [
  { featureId: "fea_1", featureName: "Searches", unitPlural: "calls" },
  { featureId: "fea_2", featureName: "Pages", unitPlural: "pages" },
];
const searches: BudgetView = {
  featureId: "fea_1",
  featureName: "Searches",
  unitPlural: "calls",
  units: 5,
  period: "day",
};
const path = "/api/keys/key_1/budgets?tenant=tnt_1";
const open = (budgets: BudgetView[]) =>
  openDialog(
    <BudgetDialog keyName="nightly" path={path} budgets={budgets} meters={meters} />,
    /^(Set a budget|Edit budgets): nightly$/,
  );

describe("the budgets of a key", () => {
  it("are sent as a whole list: what was there stays, what is added comes behind", async () => {
    const sent = open([searches]);
    press("Add a budget");
    write(screen.getByLabelText("Units of Pages"), "20");
    press("Save budgets");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      method: "PUT",
      path,
      body: {
        budgets: [
          { featureId: "fea_1", units: 5, period: "day" },
          { featureId: "fea_2", units: 20, period: "anniversary" },
        ],
      },
    });
  });

  it("end when their line is removed", async () => {
    const sent = open([searches]);
    press("Remove the budget for Searches");
    press("Save budgets");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toEqual({ budgets: [] });
  });

  it("need a number, and one feature has one of them", () => {
    const sent = open([]);
    press("Add a budget");
    press("Add a budget");
    expect(screen.queryByRole("button", { name: "Add a budget" })).toBeNull();
    write(screen.getByLabelText("Units of Searches"), "3");
    press("Save budgets");
    expect(screen.getAllByText(/Write a whole number/)).toHaveLength(1);
    expect(sent).toEqual([]);
  });

  it("keep showing a feature that is no longer in service", () => {
    open([{ ...searches, featureId: "fea_9", featureName: "Old" }]);
    expect(screen.getByLabelText("Units of Old")).toBeDefined();
  });
});

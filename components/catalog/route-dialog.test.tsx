import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RouteDialog } from "@/components/catalog/route-dialog";
import { openDialog, press, write } from "@/components/deeds/testing/open-dialog";
import type { FeatureView, RouteView } from "@/lib/catalog/views";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const feature: FeatureView = {
  id: "fea_1",
  slug: "pages",
  name: "Pages",
  nameDe: null,
  kind: "meter",
  unit: "page",
  unitPlural: "pages",
  contactSales: false,
  archivedAt: null,
};
const route: RouteView = {
  id: "rte_1",
  apiId: "api_1",
  method: "POST",
  path: "/v1/extract",
  featureId: "fea_1",
  costUnits: 5,
  costHeader: null,
  minCostUnits: 0,
  scope: null,
  maxBodyBytes: 1024,
  chargedStatuses: [[200, 399]],
  archivedAt: null,
};
const open = (over: Partial<RouteView> = {}) =>
  openDialog(<RouteDialog apiId="api_1" route={{ ...route, ...over }} features={[feature]} />, /^Edit route/);

describe("what a route costs", () => {
  it("is a fixed number until the upstream is said to tell it", async () => {
    const sent = open();
    expect(screen.queryByLabelText(/Header of the answer/)).toBeNull();
    write(screen.getByLabelText("Cost in units"), "7");
    press("Save route");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ method: "PATCH", path: "/api/admin/routes/rte_1" });
    expect(sent[0]?.body).toMatchObject({ costUnits: 7, costHeader: null, minCostUnits: 0 });
  });

  it("is what a header tells, up to a most, and says what a bad report costs", async () => {
    const sent = open();
    fireEvent.click(screen.getByLabelText("The upstream reports the cost"));
    write(screen.getByLabelText(/Header of the answer/), "x-pages");
    write(screen.getByLabelText("Most that a call can cost"), "40");
    write(screen.getByLabelText("If the caller leaves early"), "2");
    expect(screen.getByText(/is a bad report: then the most is charged/)).toBeDefined();
    press("Save route");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ costUnits: 40, costHeader: "x-pages", minCostUnits: 2 });
  });

  it.each([
    ["content-length", "40", "2", /Write the name of a header/],
    ["x-pages", "", "0", /Write a number of units/],
    ["x-pages", "3", "4", /must not be more than the most/],
  ])("is not sent as %s, at most %s, at least %s", (header, most, least, sentence) => {
    const sent = open({ costHeader: "x-pages" });
    write(screen.getByLabelText(/Header of the answer/), header);
    write(screen.getByLabelText("Most that a call can cost"), most);
    write(screen.getByLabelText("If the caller leaves early"), least);
    press("Save route");
    expect(screen.getByText(sentence)).toBeDefined();
    expect(sent).toEqual([]);
  });

  it("is forgotten when the route becomes free", async () => {
    const sent = open({ costHeader: "x-pages", minCostUnits: 2 });
    fireEvent.click(screen.getByRole("combobox", { name: "Feature" }));
    // What is chosen is let go by choosing it again.
    fireEvent.click(await screen.findByRole("option", { name: "Pages (meter)" }));
    press("Save route");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ featureId: null, costHeader: null, minCostUnits: 0 });
  });
});

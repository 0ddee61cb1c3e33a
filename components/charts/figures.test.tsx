import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen, within } from "@testing-library/react";
import { AppRouterContext, type AppRouterInstance } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime";
import type { ReactElement } from "react";
import { afterEach, describe, expect, test } from "vitest";
import { BandChart } from "@/components/charts/band-chart";
import { MovementChart } from "@/components/charts/movement-chart";
import { RateChart } from "@/components/charts/rate-chart";
import { SankeyChart } from "@/components/charts/sankey-chart";
import { Sparkline } from "@/components/charts/sparkline";
import { StackedTimeChart } from "@/components/charts/stacked-time-chart";
import { SurvivalChart } from "@/components/charts/survival-chart";

afterEach(cleanup);

const hour = (at: number) => new Date(Date.UTC(2026, 10, 21, at)).toISOString();
const steps = [0, 1, 2].map((at) => ({ start: hour(at), end: hour(at + 1), elapsed: at === 2 ? 0.4 : 1 }));
const frame = { title: "Calls", sentence: "12 calls, 3 refused.", zone: "UTC", step: "30min" } as const;
const quota = { name: "quota", label: "Quota used up", family: "quota" } as const;
const credits = { name: "credits", label: "Credits used up", family: "credits" } as const;
const link = (from: string, to: string, value: number) => ({
  from: { id: from, label: from, family: "quota" as const },
  to: { id: to, label: to },
  value,
  href: `/admin/refusals?code=${from}`,
});

const figures: [string, ReactElement, string[][]][] = [
  [
    "counts over time, gaps and what is in progress included",
    <StackedTimeChart
      key="counts"
      {...frame}
      series={[quota, credits]}
      buckets={steps.map((step, at) => ({ ...step, values: { quota: at === 1 ? null : 1_200 * at, credits: at } }))}
    />,
    [
      ["21 Nov 00:00", "0", "0"],
      ["21 Nov 01:00", "–", "1"],
      ["21 Nov 02:00 · in progress, 40%", "2,400", "2"],
    ],
  ],
  [
    "shares over time: those of fewer than thirty are counts",
    <StackedTimeChart
      key="shares"
      {...frame}
      kind="lines"
      percent
      series={[quota]}
      compare={steps.map(() => ({ quota: 0.5 }))}
      buckets={steps.map((step, at) => ({
        ...step,
        n: [12, 0, 4_000][at],
        values: { quota: [0.25, null, 0.018][at] ?? null },
      }))}
    />,
    [
      ["21 Nov 00:00", "3 of 12", "12", "50%"],
      ["21 Nov 01:00", "–", "0", "50%"],
      ["21 Nov 02:00 · in progress, 40%", "1.8%", "4,000", "50%"],
    ],
  ],
  [
    "a rate with its interval, volume and caps",
    <RateChart
      key="rate"
      {...frame}
      buckets={steps.map((step, at) => ({
        ...step,
        rate: at === 1 ? null : 0.1,
        low: at === 1 ? null : 0.05,
        high: at === 1 ? null : 0.2,
        n: 400 * (2 - at),
        volume: 360,
        caps: at,
      }))}
    />,
    [
      ["21 Nov 00:00", "10%", "5.0%", "20%", "800", "360", "0"],
      ["21 Nov 01:00", "–", "–", "–", "400", "360", "1"],
      ["21 Nov 02:00 · in progress, 40%", "0 of 0", "5.0%", "20%", "0", "360", "2"],
    ],
  ],
  [
    "movements: what went is below zero, whatever sign it came with",
    <MovementChart
      key="movement"
      {...frame}
      currency="EUR"
      up={[{ name: "new", label: "New", family: "up" }]}
      down={[{ name: "churn", label: "Churned", family: "down" }]}
      buckets={steps.map((step, at) => ({ ...step, elapsed: 1, values: { new: 4_900, churn: at === 1 ? -900 : 900 } }))}
    />,
    [
      ["21 Nov 00:00", "€49.00", "−€9.00"],
      ["21 Nov 01:00", "€49.00", "−€9.00"],
      ["21 Nov 02:00", "€49.00", "−€9.00"],
    ],
  ],
  [
    "a forecast with its band and its limit",
    <BandChart
      key="band"
      {...frame}
      step="day"
      unit="calls"
      limit={1_000}
      points={[
        { at: hour(0), actual: 400, low: null, mid: null, high: null },
        { at: hour(24), actual: null, low: 450, mid: 500, high: 560 },
      ]}
    />,
    [
      ["21 Nov 2026", "400", "–", "–", "–", "1,000"],
      ["22 Nov 2026", "–", "450", "500", "560", "1,000"],
    ],
  ],
  [
    "what is still open by its age",
    <SurvivalChart
      key="survival"
      title="Calls"
      sentence="12 calls, 3 refused."
      atRisk={42}
      points={[
        { afterMs: 90_000, share: 0.9 },
        { afterMs: 5 * 86_400_000, share: 0.38 },
      ]}
    />,
    [
      ["1.5 min", "90%"],
      ["5 d", "38%"],
    ],
  ],
  [
    "a flow of many ways",
    <SankeyChart
      key="flow"
      title="Calls"
      sentence="12 calls, 3 refused."
      unit="episodes"
      links={[link("a", "x", 4), link("a", "y", 3), link("b", "x", 2), link("b", "y", 1)]}
    />,
    [
      ["a", "x", "4"],
      ["a", "y", "3"],
      ["b", "x", "2"],
      ["b", "y", "1"],
    ],
  ],
  [
    "a flow of few ways, which is drawn as bars",
    <SankeyChart
      key="bars"
      title="Calls"
      sentence="12 calls, 3 refused."
      unit="episodes"
      links={[link("a", "x", 4)]}
    />,
    [["a", "x", "4"]],
  ],
];

const router = { replace: () => undefined } as unknown as AppRouterInstance;
const draw = (figure: ReactElement) =>
  render(
    <AppRouterContext.Provider value={router}>
      <SearchParamsContext.Provider value={new URLSearchParams()}>
        <MantineProvider env="test">{figure}</MantineProvider>
      </SearchParamsContext.Provider>
    </AppRouterContext.Provider>,
  );
/** Rows of the twin, which is closed until somebody opens it. */
const rows = () =>
  within(screen.getByRole("table", { hidden: true }))
    .getAllByRole("row", { hidden: true })
    .map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent))
    .filter((cells) => cells.length > 0);

describe("every figure has a sentence, a table with the same numbers, and a file", () => {
  test.each(figures)("%s", (_title, figure, expected) => {
    draw(figure);
    expect(screen.getByRole("heading", { name: "Calls" })).toBeDefined();
    expect(screen.getByText(/12 calls, 3 refused\./)).toBeDefined();
    expect(rows()).toEqual(expected);
    expect(screen.getByRole("button", { name: "Calls as CSV" })).toBeDefined();
  });
  test("the server's file where it offers one", () => {
    draw(<StackedTimeChart {...frame} series={[quota]} buckets={[]} csvHref="/api/admin/refusals.csv?range=7d" />);
    expect(screen.getByRole("link", { name: "Calls as CSV" }).getAttribute("href")).toBe(
      "/api/admin/refusals.csv?range=7d",
    );
  });
  test("a course in little says its lowest, highest and last value", () => {
    draw(<Sparkline values={[4, null, 1, 9, 3]} label="Calls of 5 days" />);
    expect(screen.getByRole("img", { name: "Calls of 5 days: lowest 1, highest 9, last 3" })).toBeDefined();
  });
  test("numbered marks say when and what beneath the figure", () => {
    draw(
      <StackedTimeChart
        {...frame}
        series={[quota]}
        buckets={[]}
        annotations={[{ at: hour(1), label: "Pro 4 published", href: "/admin/plans" }]}
      />,
    );
    expect(screen.getByRole("link", { name: "Pro 4 published" })).toBeDefined();
    expect(screen.getByText("21 Nov 2026, 01:00 UTC")).toBeDefined();
  });
  test("each number of a flow leads to its rows", () => {
    draw(<SankeyChart title="Calls" sentence="12 calls, 3 refused." unit="episodes" links={[link("a", "x", 4)]} />);
    const [found] = screen.getAllByRole("link", { name: "4", hidden: true });
    expect(found?.getAttribute("href")).toBe("/admin/refusals?code=a");
  });
});

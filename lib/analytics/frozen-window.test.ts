import { expect, test } from "vitest";
import { frozenWindow } from "@/lib/analytics/frozen-window";

const moving = { from: new Date("2026-11-20T10:00:00Z"), to: new Date("2026-11-21T10:00:00Z") };

test.each([
  [{}, null],
  [{ from: "2026-11-20T12:00:00Z" }, ["2026-11-20T12:00:00.000Z", "2026-11-21T10:00:00.000Z"]],
  [{ to: "2026-11-20T12:00:00Z" }, ["2026-11-20T10:00:00.000Z", "2026-11-20T12:00:00.000Z"]],
  [
    { from: "2026-11-01T02:00:00+02:00", to: "2026-11-02T00:00:00Z" },
    ["2026-11-01T00:00:00.000Z", "2026-11-02T00:00:00.000Z"],
  ],
])("a window of %j", (given, expected) => {
  const window = frozenWindow(given, moving);
  expect(window && [window.from.toISOString(), window.to.toISOString()]).toEqual(expected);
});

test.each([
  [{ from: "2026-11-22T00:00:00Z" }, "/from"],
  [{ from: "2026-11-20T12:00:00Z", to: "2026-11-20T12:00:00Z" }, "/to"],
])("an empty window %j names the field", (given, pointer) => {
  expect(() => frozenWindow(given, moving)).toThrow(
    expect.objectContaining({ details: { errors: [expect.objectContaining({ pointer })] } }),
  );
});

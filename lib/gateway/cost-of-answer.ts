import type { Route } from "@/lib/catalog/types";

/** How a forwarded call ended, as far as its cost goes. `reported`: values of the upstream's cost header. */
export type CallEnd =
  /** The upstream's answer came to its end. */
  | { kind: "whole"; status: number; reported: readonly string[] }
  /** The upstream broke off in the middle of its answer. */
  | { kind: "broken"; status: number; reported: readonly string[] }
  /** The caller left. `status` is null when no answer had begun; `ordered` is true when the upstream had the whole call. */
  | { kind: "aborted"; status: number | null; ordered: boolean; reported: readonly string[] }
  /** The upstream could not be used. */
  | { kind: "failed" };

/** What a call costs, units of the feature; `isBad`: the upstream reported nonsense, so what was held is charged. */
export type CallCost = { outcome: "ok"; units: number; isBad: boolean } | { outcome: "void"; isBad: false };

const nothing: CallCost = { outcome: "void", isBad: false };

/** True when an answer of this status is charged. */
export const isCharged = (route: Pick<Route, "chargedStatuses">, status: number): boolean => {
  for (const [from, to] of route.chargedStatuses) if (status >= from && status <= to) return true;
  return false;
};

/**
 * The units that an upstream's cost header says, or null when it says none that can be believed: exactly one value,
 * decimal digits alone, at most what was held.
 */
export function readCost(reported: readonly string[], heldUnits: number): number | null {
  const [value = ""] = reported;
  if (reported.length !== 1 || !/^\d{1,15}$/.test(value)) return null;
  const units = Number(value);
  return units <= heldUnits ? units : null;
}

/**
 * What a call costs by how it ended (metering design §7): nothing where the upstream gave nothing, all of it where the
 * work was ordered, and what the upstream says where the route lets it say.
 */
export function costOfAnswer(
  route: Pick<Route, "chargedStatuses" | "costHeader">,
  held: { units: number; isFixed: boolean; minUnits: number },
  end: CallEnd,
): CallCost {
  if (end.kind === "failed") return nothing;
  if (end.kind === "aborted" && end.status === null) {
    // The work was ordered: closing early is not free. An order that never came whole is.
    if (!end.ordered) return nothing;
    return { outcome: "ok", units: held.isFixed ? held.units : held.minUnits, isBad: false };
  }
  if (!isCharged(route, end.status ?? 0)) return nothing;
  if (held.isFixed) return end.kind === "broken" ? nothing : { outcome: "ok", units: held.units, isBad: false };
  const told = readCost(end.reported, held.units);
  return told === null
    ? { outcome: "ok", units: held.units, isBad: true }
    : { outcome: "ok", units: told, isBad: false };
}

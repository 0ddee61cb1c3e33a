import { formatDecimal, parseDecimal } from "@/scripts/stripe-sandbox/catalog/decimal";
import { all, get } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** What a customer used of a meter from `start` up to `end` (seconds); a decimal. */
export function usageOf(world: World, meterId: string, customer: string, start: number, end: number): string {
  const meter = get(world, "billing.meter", meterId);
  const uses = all(world, "meter_use").filter(
    (use) =>
      use.event_name === meter.event_name && use.customer === customer && use.timestamp >= start && use.timestamp < end,
  );
  const { formula } = meter.default_aggregation;
  if (formula === "count") return String(uses.length);
  if (formula === "last") return uses.sort((a, b) => a.timestamp - b.timestamp).at(-1)?.value ?? "0";
  return formatDecimal(uses.reduce((sum, { value }) => sum + parseDecimal(value, "value"), 0n));
}

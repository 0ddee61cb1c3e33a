import { amountOf } from "@/scripts/stripe-sandbox/catalog/amount-of";
import type { Invoice } from "@/scripts/stripe-sandbox/invoices/types";
import { usageOf } from "@/scripts/stripe-sandbox/meters/usage-of";
import { find } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** What was reported while an invoice was a draft still counts: its metered lines are counted once more. */
export function countUsage(world: World, invoice: Invoice): void {
  for (const line of invoice.lines.data) {
    const price = find(world, "price", line.pricing?.price_details.price);
    const meter = price?.recurring?.meter;
    if (!price || !meter || !line.subscription) continue;
    const quantity = usageOf(world, meter, invoice.customer, line.period.start, line.period.end);
    const amount = amountOf(price, quantity);
    const words = line.description?.replace(/^\S+/, quantity) ?? null;
    const count = Math.trunc(Number(quantity));
    Object.assign(line, { amount, subtotal: amount, quantity: count, quantity_decimal: quantity, description: words });
  }
}

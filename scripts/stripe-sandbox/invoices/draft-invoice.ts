import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { type Composition, composeInvoice } from "@/scripts/stripe-sandbox/invoices/compose-invoice";
import type { Invoice } from "@/scripts/stripe-sandbox/invoices/types";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** Makes a draft. It finalises by itself after an hour, unless its subscription is unpaid or it was told not to. */
export function draftInvoice(world: World, composition: Composition, patch: Partial<Invoice> = {}): Invoice {
  const { invoice, items } = composeInvoice(world, composition);
  Object.assign(invoice, patch);
  if (invoice.auto_advance) {
    invoice.automatically_finalizes_at ??= invoice.created + world.settings.finalizeAfterSeconds;
  }
  for (const item of items) item.invoice = invoice.id;
  world.state.objects.invoice.set(invoice.id, invoice);
  if (composition.subscription) composition.subscription.latest_invoice = invoice.id;
  tell(world, "invoice.created", invoice);
  return invoice;
}

/** What an event is about, as far as it says so itself. */
export type EventRefs = { objectId: string | null; customerId: string | null; paymentIntentId: string | null };

type Plain = Readonly<Record<string, unknown>>;
const isPlain = (value: unknown): value is Plain => typeof value === "object" && value !== null;

/** An id, or the id of an object that stands in its place. */
function idIn(value: unknown): string | null {
  if (typeof value === "string" && value !== "") return value;
  return isPlain(value) && typeof value.id === "string" ? value.id : null;
}

/** Reads ids out of an event of whatever API version: nothing else of it is believed. */
export function eventRefs(event: { type: string; data?: unknown }): EventRefs {
  const data = isPlain(event.data) ? event.data : {};
  const object = isPlain(data.object) ? data.object : {};
  const before = isPlain(data.previous_attributes) ? data.previous_attributes : {};
  const objectId = idIn(object.id);
  const isCustomer = object.object === "customer";
  return {
    objectId,
    // A card that was detached says only whose it was.
    customerId: isCustomer ? objectId : (idIn(object.customer) ?? idIn(before.customer)),
    paymentIntentId: idIn(object.payment_intent),
  };
}

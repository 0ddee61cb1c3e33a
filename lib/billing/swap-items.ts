/** An item of a subscription; `priceId` is `{planVersionId}:flat` or `{planVersionId}:{featureId}`. */
export type HeldItem = { stripeItemId: string; stripePriceId: string; priceId: string | null };
type Prices = { flat: string | null; metered: readonly { featureId: string; stripePriceId: string }[] };

/** One change of an item, as Stripe takes it. */
export type ItemSwap = { id?: string; price?: string; quantity?: number; deleted?: true };

/**
 * The changes that turn a subscription's items into those of another plan version, all in one: the flat price takes the
 * place of the flat one, a metered price that of the same feature's; what has no counterpart goes, what is new comes.
 * Items that are right already are left alone.
 */
export function swapItems(held: readonly HeldItem[], to: Prices): ItemSwap[] {
  const wanted = new Map<string, { price: string; quantity?: number }>();
  if (to.flat !== null) wanted.set("flat", { price: to.flat, quantity: 1 });
  for (const { featureId, stripePriceId } of to.metered) wanted.set(featureId, { price: stripePriceId });
  const swaps: ItemSwap[] = [];
  for (const { stripeItemId, stripePriceId, priceId } of held) {
    const component = priceId?.split(":")[1] ?? "";
    const next = wanted.get(component);
    wanted.delete(component);
    if (!next) swaps.push({ id: stripeItemId, deleted: true });
    else if (next.price !== stripePriceId) swaps.push({ id: stripeItemId, ...next });
  }
  return [...swaps, ...wanted.values()];
}

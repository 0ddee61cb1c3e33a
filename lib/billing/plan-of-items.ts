/**
 * The plan version that a subscription's items make up: every item's price belongs to it. Null when one is none of
 * ours, or when they belong to two. `priceId` is `{planVersionId}:flat` or `{planVersionId}:{featureId}`.
 */
export function planOfItems(items: readonly { priceId: string | null }[]): string | null {
  const versions = new Set(items.map(({ priceId }) => priceId?.split(":")[0] ?? null));
  const [only] = versions;
  return versions.size === 1 && only ? only : null;
}

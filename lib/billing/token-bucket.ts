/** How many calls a second are made, over a longer time; as many may come at once. */
export type TokenBucket = { perSecond: number; tokens: number; atMs: number };

export const tokenBucket = (perSecond: number): TokenBucket => ({ perSecond, tokens: perSecond, atMs: 0 });

/**
 * Takes a token, also one that is not there yet.
 * @returns how long to wait for it, in milliseconds; who asks later waits longer.
 */
export function takeToken(bucket: TokenBucket, nowMs: number): number {
  const passedMs = Math.max(0, nowMs - bucket.atMs);
  bucket.tokens = Math.min(bucket.perSecond, bucket.tokens + (passedMs * bucket.perSecond) / 1_000);
  bucket.atMs = Math.max(bucket.atMs, nowMs);
  bucket.tokens -= 1;
  return bucket.tokens >= 0 ? 0 : Math.ceil((-bucket.tokens * 1_000) / bucket.perSecond);
}

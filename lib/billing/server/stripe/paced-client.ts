import Stripe from "stripe";
import { takeToken, tokenBucket } from "@/lib/billing/token-bucket";

/**
 * The SDK's own way to send, at a pace that Stripe bears: a burst of syncs waits here instead of being refused there.
 * The wait is no part of the SDK's timeout.
 */
export function pacedClient(perSecond: number): Stripe.HttpClient {
  const client = Stripe.createNodeHttpClient();
  const send = client.makeRequest.bind(client);
  const bucket = tokenBucket(perSecond);
  client.makeRequest = async (...call) => {
    const waitMs = takeToken(bucket, performance.now());
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    return send(...call);
  };
  return client;
}

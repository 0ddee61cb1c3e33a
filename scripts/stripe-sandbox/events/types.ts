import type { JsonObject } from "@/scripts/stripe-sandbox/json";

export interface StripeEvent {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: JsonObject; previous_attributes?: JsonObject };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

export interface WebhookEndpoint {
  id: string;
  object: "webhook_endpoint";
  created: number;
  url: string;
  enabled_events: string[];
  status: "enabled" | "disabled";
  api_version: string | null;
  description: string | null;
  metadata: Record<string, string>;
  hidden: { secret: string };
}

/** One attempt to tell one endpoint of one event. */
export interface Delivery {
  event: string;
  type: string;
  url: string;
  attempt: number;
  at: number;
  status: number | null;
  error: string | null;
}

/** What may go wrong with deliveries on purpose. */
export interface Faults {
  shuffle: boolean;
  duplicate: boolean;
  dropPercent: number;
}

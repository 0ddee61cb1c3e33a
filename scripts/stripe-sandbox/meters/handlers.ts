import type Stripe from "stripe";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { listPage } from "@/scripts/stripe-sandbox/http/list-page";
import { usageOf } from "@/scripts/stripe-sandbox/meters/usage-of";
import { randomWord } from "@/scripts/stripe-sandbox/world/new-id";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { all, find, get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const day = 86_400;
const furthestBack = 35 * day;
const furthestAhead = 300;
const longestIdentifier = 100;

function createMeter(world: World, params: Stripe.Billing.MeterCreateParams) {
  const { event_name } = params;
  if (all(world, "billing.meter").some((meter) => meter.event_name === event_name && meter.status === "active")) {
    refuse(
      `There is already an active meter with event_name '${event_name}'.`,
      "event_name",
      "resource_already_exists",
    );
  }
  const formula = String(params.default_aggregation.formula);
  if (formula !== "sum" && formula !== "count" && formula !== "last") return refuse("Unknown formula.");
  const now = nowOf(world, null);
  const meter = insert(world, "billing.meter", {
    created: now,
    updated: now,
    display_name: params.display_name,
    event_name,
    event_time_window: params.event_time_window ?? null,
    default_aggregation: { formula },
    customer_mapping: {
      event_payload_key: params.customer_mapping?.event_payload_key ?? "stripe_customer_id",
      type: "by_id",
    },
    value_settings: { event_payload_key: params.value_settings?.event_payload_key ?? "value" },
    status: "active",
    status_transitions: { deactivated_at: null },
  });
  tell(world, "billing.meter.created", meter);
  return meter;
}

/** Faults are worded and coded as in docs.stripe.com/billing/subscriptions/usage-based/recording-usage-api. */
function createMeterEvent(world: World, params: Stripe.Billing.MeterEventCreateParams) {
  const { event_name, payload } = params;
  const meter = all(world, "billing.meter").find((kept) => kept.event_name === event_name && kept.status === "active");
  if (!meter) return refuse(`No active meter found for event name ${event_name}.`, "event_name", "no_meter");
  const customer = payload[meter.customer_mapping.event_payload_key];
  if (!customer) return refuse("The payload names no customer.", "payload", "meter_event_no_customer_defined");
  const found = find(world, "customer", customer);
  if (!found || found.deleted) {
    return refuse(`Customer ${customer} not found.`, "payload", "meter_event_customer_not_found");
  }
  const isCount = meter.default_aggregation.formula === "count";
  const value = payload[meter.value_settings.event_payload_key] ?? (isCount ? "1" : undefined);
  if (value === undefined) return refuse("The payload has no value.", "payload", "meter_event_value_not_found");
  if (!/^-?\d+(\.\d+)?$/.test(value)) refuse("The value is no number.", "payload", "meter_event_invalid_value");
  if ((value.split(".")[1] ?? "").length > 12) {
    refuse("The value has more than 12 decimals.", "payload", "meter_event_value_too_many_digits");
  }
  const now = nowOf(world, customer);
  const timestamp = params.timestamp ?? now;
  if (timestamp < now - furthestBack) {
    refuse("The timestamp is more than 35 days in the past.", "timestamp", "timestamp_too_far_in_past");
  }
  if (timestamp > now + furthestAhead) refuse("The timestamp is in the future.", "timestamp", "timestamp_in_future");
  const identifier = params.identifier ?? randomWord(32);
  if (identifier.length > longestIdentifier) refuse("The identifier has more than 100 characters.", "identifier");
  const before = find(world, "meter_use", identifier);
  if (before && world.realNow() - before.created < day) {
    refuse(`An event already exists with identifier ${identifier}.`, "identifier");
  }
  const fields = { created: world.realNow(), event_name, customer, value, timestamp, payload };
  const id = before ? `${identifier}#${randomWord(8)}` : identifier;
  insert(world, "meter_use", fields, id);
  return { object: "billing.meter_event", created: now, event_name, identifier, livemode: false, payload, timestamp };
}

function summarise(world: World, params: Stripe.Billing.MeterListEventSummariesParams, id: string) {
  get(world, "billing.meter", id);
  get(world, "customer", params.customer, "customer");
  const step = params.value_grouping_window === "hour" ? 3_600 : params.value_grouping_window === "day" ? day : null;
  const summaries = [];
  for (let start = params.start_time; start < params.end_time; start += step ?? params.end_time - params.start_time) {
    const end = step ? Math.min(start + step, params.end_time) : params.end_time;
    summaries.push({
      id: `mtrusg_test_${start}_${end}`,
      object: "billing.meter_event_summary",
      aggregated_value: Number(usageOf(world, id, params.customer, start, end)),
      start_time: start,
      end_time: end,
      livemode: false,
      meter: id,
    });
  }
  const used = step ? summaries.filter(({ aggregated_value }) => aggregated_value !== 0) : summaries;
  return listPage(used, params, `/v1/billing/meters/${id}/event_summaries`);
}

export const meterHandlers: Handlers = {
  "POST /v1/billing/meters": createMeter,
  "GET /v1/billing/meters": (world, params: Stripe.Billing.MeterListParams) => {
    const matching = all(world, "billing.meter").filter(({ status }) => status === (params.status ?? status));
    return listPage(matching, params, "/v1/billing/meters");
  },
  "GET /v1/billing/meters/{id}": (world, _, id) => get(world, "billing.meter", id),
  "GET /v1/billing/meters/{id}/event_summaries": summarise,
  "POST /v1/billing/meter_events": createMeterEvent,
};

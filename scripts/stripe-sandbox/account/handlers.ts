import type Stripe from "stripe";
import type { WebhookEndpoint } from "@/scripts/stripe-sandbox/events/types";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { listPage } from "@/scripts/stripe-sandbox/http/list-page";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { randomWord } from "@/scripts/stripe-sandbox/world/new-id";
import { all, get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const mostTypes = 20;

function listEvents(world: World, params: Stripe.EventListParams) {
  const { type, types } = params;
  if (types && types.length > mostTypes) refuse(`You can list at most ${mostTypes} types.`, "types");
  if (type && types) refuse("You may only specify one of `type` and `types`.", "types");
  if (params.delivery_success !== undefined) refuseOthers({ delivery_success: true }, []);
  const isWanted = (name: string) => {
    if (types) return types.includes(name);
    return !type || (type.endsWith("*") ? name.startsWith(type.slice(0, -1)) : name === type);
  };
  return listPage(
    all(world, "event").filter((event) => isWanted(event.type)),
    params,
    "/v1/events",
  );
}

function createEndpoint(world: World, params: Stripe.WebhookEndpointCreateParams) {
  refuseOthers(params, ["url", "enabled_events", "description", "metadata", "api_version"]);
  checkTarget(params.url);
  if (params.api_version && params.api_version !== world.contract.apiVersion) {
    refuse(`The sandbox tells events of API version ${world.contract.apiVersion} only.`, "api_version");
  }
  const endpoint = insert(world, "webhook_endpoint", {
    created: world.realNow(),
    url: params.url,
    enabled_events: params.enabled_events,
    status: "enabled",
    api_version: params.api_version ?? null,
    description: params.description || null,
    metadata: mergeMetadata({}, params.metadata),
    hidden: { secret: `whsec_${randomWord(32)}` },
  });
  // The secret is shown once, here.
  return { ...endpoint, secret: endpoint.hidden.secret };
}

function updateEndpoint(world: World, params: Stripe.WebhookEndpointUpdateParams, id: string): WebhookEndpoint {
  refuseOthers(params, ["url", "enabled_events", "description", "metadata", "disabled"]);
  const endpoint = get(world, "webhook_endpoint", id);
  if (params.url) checkTarget(params.url);
  return Object.assign(endpoint, {
    url: params.url ?? endpoint.url,
    enabled_events: params.enabled_events ?? endpoint.enabled_events,
    description: params.description === undefined ? endpoint.description : params.description || null,
    status: params.disabled === undefined ? endpoint.status : params.disabled ? "disabled" : "enabled",
    metadata: mergeMetadata(endpoint.metadata, params.metadata),
  });
}

/** The sandbox never sends anything off this machine. */
function checkTarget(url: string): void {
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  if (host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host)) return;
  refuse("Invalid URL: the sandbox tells webhooks to loopback addresses only.", "url", "url_invalid");
}

export const accountHandlers: Handlers = {
  "GET /v1/account": (world) => ({
    object: "account",
    id: world.state.accountId,
    type: "standard",
    country: "US",
    default_currency: "usd",
    email: "sandbox@example.com",
    charges_enabled: true,
    details_submitted: true,
    payouts_enabled: true,
    settings: null,
  }),
  "GET /v1/events": listEvents,
  "GET /v1/events/{id}": (world, _, id) => get(world, "event", id),
  "POST /v1/webhook_endpoints": createEndpoint,
  "GET /v1/webhook_endpoints": (world, params: Stripe.PaginationParams) =>
    listPage(all(world, "webhook_endpoint"), params, "/v1/webhook_endpoints"),
  "POST /v1/webhook_endpoints/{id}": updateEndpoint,
};

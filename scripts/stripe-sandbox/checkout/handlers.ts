import type Stripe from "stripe";
import { createSession } from "@/scripts/stripe-sandbox/checkout/create-session";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { listPage } from "@/scripts/stripe-sandbox/http/list-page";
import { all, get } from "@/scripts/stripe-sandbox/world/objects";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

function listSessions(world: World, params: Stripe.Checkout.SessionListParams) {
  const cursor = ["limit", "starting_after", "ending_before", "created"];
  refuseOthers(params, ["customer", "subscription", "payment_intent", "status", ...cursor]);
  const matching = all(world, "checkout.session").filter(
    (session) =>
      session.customer === (params.customer ?? session.customer) &&
      session.subscription === (params.subscription ?? session.subscription) &&
      session.payment_intent === (params.payment_intent ?? session.payment_intent) &&
      session.status === (params.status ?? session.status),
  );
  return listPage(matching, params, "/v1/checkout/sessions");
}

function expireSession(world: World, id: string) {
  const session = get(world, "checkout.session", id);
  if (session.status !== "open") {
    refuse(
      `Only Checkout Sessions with a status in ["open"] can be expired. This one has a status of ${session.status}.`,
    );
  }
  Object.assign(session, { status: "expired", url: null });
  tell(world, "checkout.session.expired", session);
  return session;
}

export const checkoutHandlers: Handlers = {
  "POST /v1/checkout/sessions": createSession,
  "GET /v1/checkout/sessions": listSessions,
  "GET /v1/checkout/sessions/{id}": (world, _, id) => get(world, "checkout.session", id),
  "GET /v1/checkout/sessions/{id}/line_items": (world, params: Stripe.PaginationParams, id) => {
    const { lines } = get(world, "checkout.session", id).hidden;
    return listPage([...lines].reverse(), params, `/v1/checkout/sessions/${id}/line_items`);
  },
  "POST /v1/checkout/sessions/{id}/expire": (world, _, id) => expireSession(world, id),
};

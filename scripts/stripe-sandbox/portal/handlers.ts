import type Stripe from "stripe";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { listPage } from "@/scripts/stripe-sandbox/http/list-page";
import type { PortalConfiguration, PortalSession } from "@/scripts/stripe-sandbox/portal/types";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { all, get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

type Features = Stripe.BillingPortal.ConfigurationCreateParams.Features;

const obeyed = ["active", "business_profile", "default_return_url", "features", "metadata"];

/** What the portal offers; plan changes and pauses are not among it. */
function featuresOf(
  sent: Features | undefined,
  before?: PortalConfiguration["features"],
): PortalConfiguration["features"] {
  if (sent?.subscription_update?.enabled) refuse("The sandbox has no plan changes in the portal.", "features");
  const cancel = before?.subscription_cancel;
  const wanted = sent?.subscription_cancel;
  const reason = wanted?.cancellation_reason;
  return {
    customer_update: {
      enabled: sent?.customer_update?.enabled ?? before?.customer_update.enabled ?? false,
      allowed_updates: sent?.customer_update?.allowed_updates || before?.customer_update.allowed_updates || [],
    },
    invoice_history: { enabled: sent?.invoice_history?.enabled ?? before?.invoice_history.enabled ?? false },
    payment_method_update: {
      enabled: sent?.payment_method_update?.enabled ?? before?.payment_method_update.enabled ?? false,
    },
    subscription_cancel: {
      enabled: wanted?.enabled ?? cancel?.enabled ?? false,
      mode: (wanted?.mode ?? cancel?.mode) === "immediately" ? "immediately" : "at_period_end",
      proration_behavior: wanted?.proration_behavior ?? cancel?.proration_behavior ?? "none",
      cancellation_reason: {
        enabled: reason?.enabled ?? cancel?.cancellation_reason.enabled ?? false,
        options: reason?.options || cancel?.cancellation_reason.options || [],
      },
    },
    subscription_update: {
      ...{
        enabled: false,
        default_allowed_updates: [],
        proration_behavior: "none",
        trial_update_behavior: "end_trial",
      },
    },
    subscription_pause: { enabled: false },
  };
}

function createConfiguration(world: World, params: Stripe.BillingPortal.ConfigurationCreateParams) {
  refuseOthers(params, obeyed);
  const now = nowOf(world, null);
  return insert(world, "billing_portal.configuration", {
    created: now,
    updated: now,
    active: true,
    is_default: all(world, "billing_portal.configuration").length === 0,
    business_profile: { ...params.business_profile },
    default_return_url: params.default_return_url || null,
    features: featuresOf(params.features),
    login_page: { enabled: false, url: null },
    metadata: mergeMetadata({}, params.metadata),
  });
}

function updateConfiguration(world: World, params: Stripe.BillingPortal.ConfigurationUpdateParams, id: string) {
  refuseOthers(params, obeyed);
  const configuration = get(world, "billing_portal.configuration", id);
  return update(world, configuration, {
    updated: nowOf(world, null),
    active: params.active ?? configuration.active,
    business_profile: { ...configuration.business_profile, ...params.business_profile },
    default_return_url: params.default_return_url ?? configuration.default_return_url,
    features: featuresOf(params.features as Features | undefined, configuration.features),
    metadata: mergeMetadata(configuration.metadata, params.metadata),
  });
}

function createPortalSession(world: World, params: Stripe.BillingPortal.SessionCreateParams): PortalSession {
  refuseOthers(params, ["customer", "configuration", "return_url", "flow_data", "locale"]);
  const customer = get(world, "customer", params.customer, "customer");
  const configuration = params.configuration
    ? get(world, "billing_portal.configuration", params.configuration, "configuration")
    : all(world, "billing_portal.configuration").find(({ is_default }) => is_default);
  if (!configuration) return refuse("No portal configuration was made yet.", "configuration");
  const session = insert(world, "billing_portal.session", {
    created: nowOf(world, customer.id),
    configuration: configuration.id,
    customer: customer.id,
    return_url: params.return_url ?? configuration.default_return_url,
    flow: flowOf(world, params.flow_data),
    url: "",
  });
  session.url = `${world.pageUrl}/p/session/${session.id}`;
  tell(world, "billing_portal.session.created", session);
  return session;
}

function flowOf(
  world: World,
  flow: Stripe.BillingPortal.SessionCreateParams.FlowData | undefined,
): PortalSession["flow"] {
  if (!flow) return null;
  if (flow.type !== "payment_method_update" && flow.type !== "subscription_cancel") {
    return refuse("The sandbox knows payment_method_update and subscription_cancel.", "flow_data[type]");
  }
  const after = flow.after_completion;
  const cancel = flow.subscription_cancel;
  if (cancel) get(world, "subscription", cancel.subscription, "flow_data[subscription_cancel][subscription]");
  return {
    type: flow.type,
    after_completion: {
      type: after?.type ?? "portal_homepage",
      redirect: after?.redirect ? { return_url: after.redirect.return_url } : null,
      hosted_confirmation: after?.hosted_confirmation ? { custom_message: null } : null,
    },
    subscription_cancel: cancel ? { subscription: cancel.subscription } : null,
  };
}

export const portalHandlers: Handlers = {
  "POST /v1/billing_portal/configurations": createConfiguration,
  "GET /v1/billing_portal/configurations": (world, params: Stripe.BillingPortal.ConfigurationListParams) => {
    const matching = all(world, "billing_portal.configuration").filter(
      ({ active, is_default }) =>
        active === (params.active ?? active) && is_default === (params.is_default ?? is_default),
    );
    return listPage(matching, params, "/v1/billing_portal/configurations");
  },
  "POST /v1/billing_portal/configurations/{id}": updateConfiguration,
  "POST /v1/billing_portal/sessions": createPortalSession,
};

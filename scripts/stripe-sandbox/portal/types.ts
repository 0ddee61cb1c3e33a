export interface PortalConfiguration {
  id: string;
  object: "billing_portal.configuration";
  created: number;
  updated: number;
  active: boolean;
  is_default: boolean;
  business_profile: object;
  default_return_url: string | null;
  features: {
    customer_update: { enabled: boolean; allowed_updates: string[] };
    invoice_history: { enabled: boolean };
    payment_method_update: { enabled: boolean };
    subscription_cancel: {
      enabled: boolean;
      mode: "at_period_end" | "immediately";
      proration_behavior: string;
      cancellation_reason: { enabled: boolean; options: string[] };
    };
    subscription_update: {
      enabled: boolean;
      default_allowed_updates: string[];
      proration_behavior: string;
      trial_update_behavior: string;
    };
    subscription_pause: object;
  };
  login_page: { enabled: boolean; url: string | null };
  metadata: Record<string, string>;
}

export interface PortalSession {
  id: string;
  object: "billing_portal.session";
  created: number;
  configuration: string;
  customer: string;
  return_url: string | null;
  flow: { type: string; after_completion: object; subscription_cancel: { subscription: string } | null } | null;
  url: string;
}

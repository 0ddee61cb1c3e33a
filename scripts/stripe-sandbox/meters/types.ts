export interface Meter {
  id: string;
  object: "billing.meter";
  created: number;
  updated: number;
  display_name: string;
  event_name: string;
  event_time_window: string | null;
  default_aggregation: { formula: "sum" | "count" | "last" };
  customer_mapping: { event_payload_key: string; type: "by_id" };
  value_settings: { event_payload_key: string };
  status: "active" | "inactive";
  status_transitions: { deactivated_at: number | null };
}

/** One use that was reported; `value` is a decimal. */
export interface MeterUse {
  id: string;
  object: "meter_use";
  created: number;
  event_name: string;
  customer: string;
  value: string;
  timestamp: number;
  payload: Record<string, string>;
}

export interface Customer {
  id: string;
  object: "customer";
  created: number;
  balance: number;
  currency: string | null;
  email: string | null;
  name: string | null;
  description: string | null;
  phone: string | null;
  address: Record<string, string | null> | null;
  invoice_prefix: string;
  next_invoice_sequence: number;
  invoice_settings: { default_payment_method: string | null };
  metadata: Record<string, string>;
  test_clock: string | null;
  /** Stripe goes on knowing the id of a customer who was deleted. */
  deleted?: true;
  hidden: { failNextCharge?: boolean; taxIds?: TaxId[] };
}

/** Shown only when `tax_ids` is expanded. */
export interface TaxId {
  id: string;
  object: "tax_id";
  country: string | null;
  created: number;
  customer: string;
  customer_account: null;
  livemode: false;
  owner: { type: "customer"; customer: string; customer_account: null };
  type: string;
  value: string;
  verification: { status: "pending"; verified_address: null; verified_name: null };
}

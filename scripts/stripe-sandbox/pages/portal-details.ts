import type { Customer, TaxId } from "@/scripts/stripe-sandbox/customers/types";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { type Html, html } from "@/scripts/stripe-sandbox/pages/html";
import { randomWord } from "@/scripts/stripe-sandbox/world/new-id";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** Kinds of tax ids with the country they say, as far as the portal offers them here. */
const taxIdTypes: Record<string, { label: string; pattern: RegExp }> = {
  eu_vat: { label: "EU VAT number", pattern: /^[A-Z]{2}[0-9A-Z]{8,12}$/ },
  gb_vat: { label: "GB VAT number", pattern: /^GB[0-9A-Z]{5,12}$/ },
  us_ein: { label: "US EIN", pattern: /^\d{2}-\d{7}$/ },
};
const parts = ["line1", "line2", "postal_code", "city", "country"] as const;
const labels = {
  line1: "Address",
  line2: "Address line 2",
  postal_code: "Postal code",
  city: "City",
  country: "Country",
};

/** Who is billed, as a form. */
export function detailsPart({ name, email, address, hidden }: Customer): Html {
  const [taxId] = hidden.taxIds ?? [];
  const field = (id: string, label: string, value: string | null | undefined, type = "text") => html`
<label for="details-${id}">${label}</label>
<input id="details-${id}" name="${id}" type="${type}" autocomplete="off" value="${value ?? ""}">`;
  return html`<section><h2>Billing information</h2><form method="post"><input type="hidden" name="action" value="details">
${field("name", "Name", name)}${field("email", "Email", email, "email")}
${parts.map((part) => field(part, labels[part], address?.[part]))}
<label for="details-tax-type">Tax ID type</label><select id="details-tax-type" name="tax_type">${Object.entries(
    taxIdTypes,
  ).map(
    ([type, { label }]) =>
      html`<option value="${type}"${taxId?.type === type ? html` selected` : html``}>${label}</option>`,
  )}</select>
${field("tax_id", "Tax ID", taxId?.value)}
<button>Save</button></form></section>`;
}

/** Writes the form. In Stripe a tax id has events of its own; here `customer.updated` tells of all of it. */
export function saveDetails(world: World, customer: Customer, form: Record<string, string>): void {
  const taxId = form.tax_id ? makeTaxId(world, customer, form.tax_type ?? "", form.tax_id.replaceAll(" ", "")) : null;
  const previous = { name: customer.name, email: customer.email, address: customer.address };
  const address = Object.fromEntries(parts.map((part) => [part, form[part] || null]));
  const isEmpty = parts.every((part) => address[part] === null);
  Object.assign(customer, {
    name: form.name || null,
    email: form.email || null,
    address: isEmpty ? null : { state: null, ...address },
  });
  customer.hidden.taxIds = taxId ? [taxId] : [];
  tell(world, "customer.updated", customer, previous);
}

function makeTaxId(world: World, customer: Customer, type: string, value: string): TaxId {
  const kind = Object.hasOwn(taxIdTypes, type) ? taxIdTypes[type] : undefined;
  if (!kind?.pattern.test(value)) refuse(`Invalid value for ${type}.`, "tax_id", "tax_id_invalid");
  return {
    id: `txi_${randomWord(24)}`,
    object: "tax_id",
    country: type === "us_ein" ? "US" : value.slice(0, 2),
    created: nowOf(world, customer.id),
    customer: customer.id,
    customer_account: null,
    livemode: false,
    owner: { type: "customer", customer: customer.id, customer_account: null },
    type,
    value,
    verification: { status: "pending", verified_address: null, verified_name: null },
  };
}

import type Stripe from "stripe";
import { freeLookupKey, makePrice, makeProduct, type PriceParams } from "@/scripts/stripe-sandbox/catalog/make-price";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { listPage } from "@/scripts/stripe-sandbox/http/list-page";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { all, find, get } from "@/scripts/stripe-sandbox/world/objects";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const productFields = ["id", "name", "active", "description", "default_price", "unit_label", "metadata"];

function createProduct(world: World, params: Stripe.ProductCreateParams) {
  refuseOthers(params, productFields);
  if (params.id && find(world, "product", params.id)) {
    refuse("Product already exists.", "id", "resource_already_exists");
  }
  const { active = true, description = null, unit_label = null } = params;
  const product = makeProduct(world, { name: params.name, ...(params.id && { id: params.id }) });
  const metadata = mergeMetadata({}, params.metadata);
  Object.assign(product, { active, description, unit_label, metadata });
  tell(world, "product.created", product);
  return product;
}

function updateProduct(world: World, params: Stripe.ProductUpdateParams, id: string) {
  refuseOthers(params, productFields);
  const product = get(world, "product", id);
  if (params.default_price) get(world, "price", params.default_price, "default_price");
  const patch = {
    name: params.name ?? product.name,
    active: params.active ?? product.active,
    default_price: params.default_price ?? product.default_price,
    description: params.description === undefined ? product.description : params.description || null,
    unit_label: params.unit_label === undefined ? product.unit_label : params.unit_label || null,
    metadata: mergeMetadata(product.metadata, params.metadata),
    updated: nowOf(world, null),
  };
  return update(world, product, patch, "product.updated");
}

function updatePrice(world: World, params: Stripe.PriceUpdateParams, id: string) {
  refuseOthers(params, ["active", "nickname", "lookup_key", "transfer_lookup_key", "metadata"]);
  const price = get(world, "price", id);
  const isDefault = find(world, "product", price.product)?.default_price === id;
  if (params.active === false && isDefault) {
    refuse("This price cannot be archived because it is the default price of its product.", "active");
  }
  if (params.lookup_key && params.lookup_key !== price.lookup_key) {
    freeLookupKey(world, params.lookup_key, params.transfer_lookup_key ?? false);
  }
  const patch = {
    active: params.active ?? price.active,
    nickname: params.nickname === undefined ? price.nickname : params.nickname || null,
    lookup_key: params.lookup_key === undefined ? price.lookup_key : params.lookup_key || null,
    metadata: mergeMetadata(price.metadata, params.metadata),
  };
  return update(world, price, patch, "price.updated");
}

function listPrices(world: World, params: Stripe.PriceListParams) {
  const matching = all(world, "price").filter(
    (price) =>
      price.active === (params.active ?? price.active) &&
      price.currency === (params.currency ?? price.currency) &&
      price.product === (params.product ?? price.product) &&
      price.type === (params.type ?? price.type) &&
      (!params.lookup_keys || params.lookup_keys.includes(price.lookup_key ?? "")) &&
      (!params.recurring?.meter || price.recurring?.meter === params.recurring.meter) &&
      (!params.recurring?.interval || price.recurring?.interval === params.recurring.interval),
  );
  return listPage(matching, params, "/v1/prices");
}

export const catalogHandlers: Handlers = {
  "POST /v1/products": createProduct,
  "GET /v1/products": (world, params: Stripe.ProductListParams) => {
    const matching = all(world, "product").filter(
      ({ id, active }) => active === (params.active ?? active) && (!params.ids || params.ids.includes(id)),
    );
    return listPage(matching, params, "/v1/products");
  },
  "GET /v1/products/{id}": (world, _, id) => get(world, "product", id),
  "POST /v1/products/{id}": updateProduct,
  "POST /v1/prices": (world, params: PriceParams) => makePrice(world, params),
  "GET /v1/prices": listPrices,
  "GET /v1/prices/{id}": (world, _, id) => get(world, "price", id),
  "POST /v1/prices/{id}": updatePrice,
};

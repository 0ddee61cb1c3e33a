import type Stripe from "stripe";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";

export interface Page<T> {
  object: "list";
  data: T[];
  has_more: boolean;
  url: string;
}

interface Cursor extends Stripe.PaginationParams {
  created?: Stripe.RangeQueryParam | number;
}

const defaultLimit = 10;
const greatestLimit = 100;

/**
 * One page of a list, newest first; of two of the same second the one kept later comes first.
 *
 * @param kept in the order in which they came to be
 */
export function listPage<T extends { id: string; created?: number }>(kept: T[], params: Cursor, url: string): Page<T> {
  const limit = params.limit ?? defaultLimit;
  if (limit < 1 || limit > greatestLimit) refuse(`Invalid limit: must be between 1 and ${greatestLimit}`, "limit");
  const matching = kept.filter(({ created }) => isWithin(created ?? 0, params.created));
  const ordered = matching.reverse().sort((a, b) => (b.created ?? 0) - (a.created ?? 0));
  const at = (id: string, param: string) => {
    const index = ordered.findIndex((object) => object.id === id);
    return index >= 0 ? index : refuse(`No such object: '${id}'`, param, "resource_missing");
  };
  if (params.ending_before) {
    const end = at(params.ending_before, "ending_before");
    const start = Math.max(0, end - limit);
    return { object: "list", data: ordered.slice(start, end), has_more: start > 0, url };
  }
  const start = params.starting_after ? at(params.starting_after, "starting_after") + 1 : 0;
  const data = ordered.slice(start, start + limit);
  return { object: "list", data, has_more: start + limit < ordered.length, url };
}

function isWithin(created: number, range: Cursor["created"]): boolean {
  if (range === undefined) return true;
  if (typeof range === "number") return created === range;
  const { gt = -1, gte = 0, lt = Number.MAX_SAFE_INTEGER, lte = Number.MAX_SAFE_INTEGER } = range;
  return created > gt && created >= gte && created < lt && created <= lte;
}

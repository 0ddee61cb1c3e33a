import type { World } from "@/scripts/stripe-sandbox/world/types";

/** Answers one endpoint; `params` were held against the contract, `id` is the one in the path. */
export type Handler = (world: World, params: never, id: string) => object;

export type Handlers = Record<string, Handler>;

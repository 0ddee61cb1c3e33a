import type { Engine } from "@/lib/gateway/server/open-engine";

/**
 * Where the portal process keeps its gateway engine once a call has opened it. Next may load a module in several bundles
 * of one process; the engine must still be one. Apart from it, so that who only asks for it does not load it.
 */
export const sharedEngine = globalThis as typeof globalThis & { faregateEngine?: Promise<Engine> | undefined };

/**
 * How Node runs a gateway. What a call needs lives for milliseconds: with room for many calls it is dead before it would
 * be moved to the old generation, and collecting young garbage costs next to nothing. And a gateway is one process on
 * one core: helper threads of the collector would only take turns with the thread that serves.
 */
export const gatewayFlags = ["--max-semi-space-size=16", "--min-semi-space-size=16", "--single-threaded-gc"];

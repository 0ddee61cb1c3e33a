/** Set on every page request by proxy.ts: path and query as asked for, without Next's own parameters. */
export const askedHeader = "faregate-asked";

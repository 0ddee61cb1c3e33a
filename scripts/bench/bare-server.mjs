import http from "node:http";

/** The yardstick for refusals: the least that a Node server can do for a call. Prints its port. */
const body = JSON.stringify({ status: 402, code: "quota_exhausted" });
const server = http.createServer((_request, response) => {
  response.writeHead(402, { "content-type": "application/problem+json", "content-length": body.length });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => console.log(/** @type {import("node:net").AddressInfo} */ (server.address()).port));

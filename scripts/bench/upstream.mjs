import http from "node:http";

/** The upstream of the measurement: a bare Node HTTP server, as most APIs are. Prints its port. */
const body = process.argv[2] ?? "";
const head = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
const server = http.createServer({ keepAliveTimeout: 3_600_000 }, (_request, response) => {
  response.writeHead(200, head);
  response.end(body);
});
server.listen(0, "127.0.0.1", () => console.log(/** @type {import("node:net").AddressInfo} */ (server.address()).port));

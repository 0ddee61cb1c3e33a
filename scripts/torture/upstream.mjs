import fs from "node:fs";
import http from "node:http";

/**
 * The upstream of the torture run, and its oracle: each execution is one line of a file, written before the answer. How a
 * call ends follows from its request id: most succeed, some fail, some break off, some take a moment. Prints its port.
 *
 *     node scripts/torture/upstream.mjs <file>
 */
const file = fs.openSync(process.argv[2] ?? "", "a");
const body = JSON.stringify({ done: true });

const server = http.createServer({ keepAliveTimeout: 3_600_000 }, (request, response) => {
  const id = String(request.headers["request-id"] ?? "");
  const chance = hash(id) % 64;
  const cost = request.url === "/v1/varied" ? hash(`${id}+`) % 11 : 1;
  const status = chance === 0 ? 500 : chance === 1 ? 0 : 200;
  const answer = () => {
    if (status === 0) {
      request.socket.destroy();
      return;
    }
    const headers = { "content-type": "application/json", "content-length": body.length, "x-cost": String(cost) };
    response.writeHead(status, headers);
    response.end(body);
  };
  fs.writeSync(file, `${id} ${status} ${cost}\n`);
  if (chance < 16) setTimeout(answer, 5 + chance * 4);
  else answer();
});
server.listen(0, "127.0.0.1", () => console.log(/** @type {import("node:net").AddressInfo} */ (server.address()).port));

/** FNV-1a. @param {string} text */
function hash(text) {
  let value = 0x811c9dc5;
  for (let n = 0; n < text.length; n++) value = Math.imul(value ^ text.charCodeAt(n), 0x01000193) >>> 0;
  return (value ^ (value >>> 15)) >>> 0;
}

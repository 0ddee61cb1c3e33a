import net from "node:net";

/** The upstream where nginx is missing: answers every call with the same bytes, as cheaply as Node can. Prints its port. */
const body = process.argv[2] ?? "";
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
);
const server = net.createServer({ noDelay: true }, (socket) => {
  let seen = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", (data) => {
    seen += data.latin1Slice();
    for (let end = seen.indexOf("\r\n\r\n"); end >= 0; end = seen.indexOf("\r\n\r\n")) {
      seen = seen.slice(end + 4);
      socket.write(answer);
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(/** @type {net.AddressInfo} */ (server.address()).port));

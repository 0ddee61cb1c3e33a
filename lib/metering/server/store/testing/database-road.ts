import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

/**
 * A road to the test database that can be shut: what is on it is cut off, and nobody gets through. A mute one lets
 * nothing more through on the connections that it has by then, and does not end them.
 */
export async function databaseRoad(conn: { PGHOST: string; PGPORT: string }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "road-"));
  const name = `.s.PGSQL.${conn.PGPORT}`;
  const sockets = new Set<net.Socket>();
  let isMute = false;
  const track = (socket: net.Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    return socket;
  };
  const server = net.createServer((near) => {
    const far = conn.PGHOST.startsWith("/")
      ? net.connect(path.join(conn.PGHOST, name))
      : net.connect(Number(conn.PGPORT), conn.PGHOST);
    if (isMute) track(near).pause();
    else track(near).pipe(track(far)).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  const open = () => new Promise<void>((resolve) => server.listen(path.join(folder, name), () => resolve()));
  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  const mute = (isOn: boolean) => {
    isMute = isOn;
    if (isOn) for (const socket of sockets) socket.unpipe().pause();
  };
  await open();
  return { host: folder, open, shut, mute };
}

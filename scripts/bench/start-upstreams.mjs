import path from "node:path";
import { answering, startNginx } from "./nginx.mjs";
import { startServer } from "./start-server.mjs";

const body = JSON.stringify({ pong: true, places: [] });

/**
 * What the calls go to: a bare Node server, as most APIs are. `swift` is a second one, nginx with a fixed answer, which
 * leaves the road as the only bound; null where nginx is not installed.
 *
 * @param {import("./open-rig.mjs").Rig} rig @param {number} processor
 */
export async function startUpstreams(rig, processor) {
  const bench = await startServer("upstream.mjs", { processor, args: [body] });
  const swift = await startNginx({ folder: path.join(rig.folder, "swift"), processor, serving: answering(body) });
  const stop = () => {
    bench.stop();
    swift?.stop();
  };
  return { bench, swift, stop };
}

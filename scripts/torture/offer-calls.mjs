import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";

/**
 * @typedef {{ name: string, path: string, keys: string[], total?: number }} Kind what a tenant calls; with `total`, so
 *   many calls spread over the time, else whatever there is room for
 * @typedef {{ kind: string, requestId: string | null, status: number, code: string | null }} Answer
 *   status 0: the connection broke, or the caller had waited long enough
 */

const patienceMs = 4_000;
const leavesAfterMs = 3;
/** Of the calls while a tenant is behind its timetable; the rest stays for those without one. */
const lateShare = 0.75;

/**
 * Clients that call without end: each takes a gateway that seems to be up, sends one call, and writes down what it was
 * told. A few leave before they are answered.
 *
 * @param {{ nodes: { port: number }[], kinds: Kind[], concurrency: number, seconds: number, random: () => number,
 *   isOver?: () => boolean }} given ends after `seconds`, or when it `isOver`
 * @returns {Promise<Answer[]>} one for each call that left
 */
export async function offerCalls({ nodes, kinds, concurrency, seconds, random, isOver = () => false }) {
  const doors = nodes.map(({ port }) => ({
    pool: new Pool(`http://127.0.0.1:${port}`, { connections: concurrency, pipelining: 1, connectTimeout: 1_000 }),
    avoidUntil: 0,
  }));
  const startedAt = performance.now();
  const passed = () => (performance.now() - startedAt) / 1_000;
  const paced = kinds.map(({ total, ...kind }) => ({ ...kind, total, offered: 0 }));
  /** @type {Answer[]} */
  const answers = [];

  function pick() {
    const late = paced.filter(({ total, offered }) => total && offered < (total * passed()) / seconds);
    const free = paced.filter(({ total }) => !total);
    const ready = late.length > 0 && (free.length === 0 || random() < lateShare) ? late : free;
    return ready[Math.floor(random() * ready.length)];
  }

  async function client() {
    while (passed() < seconds && !isOver()) {
      const now = performance.now();
      const open = doors.filter(({ avoidUntil }) => avoidUntil < now);
      const door = open[Math.floor(random() * open.length)];
      const kind = pick();
      if (!door || !kind) {
        await sleep(10);
        continue;
      }
      kind.offered++;
      const answer = await call(door, kind);
      if (answer) answers.push(answer);
    }
  }

  /** Null when the call never left. @param {typeof doors[number]} door @param {{ name: string, path: string, keys: string[] }} kind @returns {Promise<Answer | null>} */
  async function call(door, kind) {
    const leaves = random() < 0.01;
    const authorization = `Bearer ${kind.keys[Math.floor(random() * kind.keys.length)]}`;
    try {
      const { statusCode, headers, body } = await door.pool.request({
        ...{ method: "GET", path: `/torture${kind.path}`, headers: { authorization } },
        signal: AbortSignal.timeout(leaves ? leavesAfterMs : patienceMs),
      });
      const text = await body.text();
      const code = statusCode < 400 ? null : (/"code" *: *"([a-z_]+)"/.exec(text)?.[1] ?? null);
      return { kind: kind.name, requestId: String(headers["request-id"] ?? "") || null, status: statusCode, code };
    } catch (error) {
      const code = /** @type {{ code?: string }} */ (error).code ?? "";
      if (!leaves) door.avoidUntil = performance.now() + (code === "ECONNREFUSED" ? 100 : 1_000);
      if (code === "ECONNREFUSED" || code === "UND_ERR_CONNECT_TIMEOUT") return null;
      return { kind: kind.name, requestId: null, status: 0, code: null };
    }
  }

  await Promise.all(Array.from({ length: concurrency }, client));
  await Promise.all(doors.map(({ pool }) => pool.destroy()));
  return answers;
}

import { connect } from "node:net";

export type Problem = {
  status: number;
  code: string;
  details: Record<string, unknown>;
  [member: string]: unknown;
};

/** Calls and reads a problem body. */
export async function refusal(url: string, init: RequestInit = {}): Promise<{ response: Response; problem: Problem }> {
  const response = await fetch(url, init);
  return { response, problem: (await response.json()) as Problem };
}

/** How long a busy machine may take for anything that is waited for. */
const patienceMs = 30_000;

/** How many whole answers a text begins with; interim ones and those without a body end with their head. */
function wholeAnswers(text: string): number {
  let count = 0;
  for (let at = 0; ; ) {
    const headEnd = text.indexOf("\r\n\r\n", at);
    if (headEnd < 0) return count;
    const head = text.slice(at, headEnd);
    at = headEnd + 4;
    if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
      const bodyEnd = text.indexOf("0\r\n\r\n", at);
      if (bodyEnd < 0) return count;
      at = bodyEnd + 5;
    } else at += Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (at > text.length) return count;
    if (!/^HTTP\/1\.1 1\d\d/.test(head)) count++;
  }
}

/**
 * Sends bytes as they are and gives back everything that comes until the connection ends, or until nothing more has
 * come for `quietMs` behind so many whole `answers`.
 */
export function sendRaw(url: string, bytes: string, { answers = 1, quietMs = 700 } = {}): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, "latin1"));
    let text = "";
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (Number.isFinite(answers) && wholeAnswers(text) >= answers) socket.setTimeout(quietMs);
    });
    socket.on("close", () => resolve(text));
    socket.on("error", (error: NodeJS.ErrnoException) => (error.code === "ECONNRESET" ? resolve(text) : reject(error)));
  });
}

/** Asks again until the answer is as wanted; fails with the last one after `ms`. */
export async function eventually<Value>(
  read: () => Promise<Value> | Value,
  wanted: (value: Value) => boolean,
  ms = patienceMs,
): Promise<Value> {
  const until = performance.now() + ms;
  for (;;) {
    const value = await read();
    if (wanted(value)) return value;
    if (performance.now() > until) throw new Error(`Not within ${ms} ms; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

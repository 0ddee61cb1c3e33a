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

/** How long a busy machine may take for the first byte of an answer. */
const firstByteMs = 5_000;

/** Sends bytes as they are and gives back everything until the connection ends or nothing more comes. */
export function sendRaw(url: string, bytes: string, quietMs = 700): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, "latin1"));
    let text = "";
    socket.setTimeout(Math.max(quietMs, firstByteMs), () => socket.destroy());
    socket.on("data", (chunk) => {
      socket.setTimeout(quietMs);
      text += chunk.toString("latin1");
    });
    socket.on("close", () => resolve(text));
    socket.on("error", (error: NodeJS.ErrnoException) => (error.code === "ECONNRESET" ? resolve(text) : reject(error)));
  });
}

/** Asks again until the answer is as wanted; fails with the last one after `ms`. */
export async function eventually<Value>(
  read: () => Promise<Value> | Value,
  wanted: (value: Value) => boolean,
  ms = 3_000,
): Promise<Value> {
  const until = performance.now() + ms;
  for (;;) {
    const value = await read();
    if (wanted(value)) return value;
    if (performance.now() > until) throw new Error(`Not within ${ms} ms; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

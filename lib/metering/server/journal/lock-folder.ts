import { createHash } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

/** Bytes that every system takes as a socket's address. */
const maxSocketPath = 100;

/** Kept as long as the folder is used; the system frees it with the process. */
export type FolderLock = { release(): Promise<void> };

/**
 * Takes a folder for this process alone; null when another process has it. On Linux the lock is an abstract socket,
 * which the kernel frees when the process dies, and, because containers that share a volume do not see each other's, a
 * socket file in the folder, which is probed by connecting to it. Elsewhere it is such a file alone.
 * @throws Error when the folder is not there or no socket can be opened.
 */
export async function lockFolder(folder: string): Promise<FolderLock | null> {
  const real = fs.realpathSync(folder);
  const name = `faregate-${createHash("sha256").update(real).digest("hex").slice(0, 32)}`;
  if (os.platform() !== "linux") return listenAtFile(path.join(os.tmpdir(), `${name}.sock`));
  const ofMachine = await listen(`\0${name}`);
  if (!ofMachine) return null;
  const inFolder = await lockInside(real);
  if (inFolder === null) {
    await ofMachine.release();
    return null;
  }
  return {
    async release() {
      await inFolder?.release();
      await ofMachine.release();
    },
  };
}

/** Undefined where the path is too long for a socket, or the volume has none: then the epoch alone is the guard. */
async function lockInside(folder: string): Promise<FolderLock | null | undefined> {
  const file = path.join(folder, "in-use.sock");
  if (Buffer.byteLength(file) > maxSocketPath) return undefined;
  return listenAtFile(file).catch(() => undefined);
}

/** A file that a process left behind when it died answers nobody. */
async function listenAtFile(file: string): Promise<FolderLock | null> {
  const first = await listen(file);
  if (first || (await answers(file))) return first;
  fs.rmSync(file, { force: true });
  return listen(file);
}

/** Null when somebody else listens there. */
function listen(address: string): Promise<FolderLock | null> {
  const server = net.createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(null);
      else reject(error);
    });
    server.listen({ path: address }, () => {
      server.unref();
      resolve({ release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}

function answers(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(file);
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
  });
}

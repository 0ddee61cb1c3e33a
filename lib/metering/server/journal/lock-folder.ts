import { createHash } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

/** Kept as long as the folder is used; the system frees it with the process. */
export type FolderLock = { release(): Promise<void> };

/**
 * Takes a folder for this process alone; null when another process has it. On Linux the lock is an abstract socket,
 * which the kernel frees when the process dies; elsewhere a socket file that is probed by connecting to it.
 * @throws Error when the folder is not there or no socket can be opened.
 */
export async function lockFolder(folder: string): Promise<FolderLock | null> {
  const name = `faregate-${createHash("sha256").update(fs.realpathSync(folder)).digest("hex").slice(0, 32)}`;
  if (os.platform() === "linux") return listen(`\0${name}`);
  const file = path.join(os.tmpdir(), `${name}.sock`);
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

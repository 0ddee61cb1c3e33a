import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { isId } from "@/lib/id";

const shape = z.object({ nodeId: z.string().refine((id) => isId("node", id)) });

/** The node's name, kept with its journal; null when the file is missing or says nothing. */
export function readNodeFile(folder: string): string | null {
  try {
    return shape.parse(JSON.parse(fs.readFileSync(path.join(folder, "node.json"), "utf8"))).nodeId;
  } catch {
    return null;
  }
}

/** On the disk when it returns. @throws Error when the folder cannot be written. */
export function writeNodeFile(folder: string, nodeId: string): void {
  const file = path.join(folder, "node.json");
  fs.writeFileSync(`${file}.new`, `${JSON.stringify({ nodeId })}\n`, { flush: true });
  fs.renameSync(`${file}.new`, file);
  syncPath(folder);
}

/** Brings a file or a folder onto the disk. */
export function syncPath(file: string): void {
  const fd = fs.openSync(file, "r");
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

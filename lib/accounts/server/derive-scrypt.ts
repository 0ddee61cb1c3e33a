import { scrypt } from "node:crypto";
import { AppError } from "@/lib/errors";

export type ScryptCost = { N: number; r: number; p: number };
export const scryptCost: ScryptCost = { N: 2 ** 15, r: 8, p: 3 };

// One hash takes 32 MiB and a third of a second: two at a time keep the process answering everybody else.
const atOnce = 2;
const mayWait = 20;
let running = 0;
const waiting: (() => void)[] = [];

async function enter(): Promise<void> {
  if (running < atOnce) {
    running++;
    return;
  }
  if (waiting.length >= mayWait) {
    throw new AppError("temporary_reduced_capacity", "Too many people are signing in at this moment.");
  }
  await new Promise<void>((resolve) => waiting.push(resolve));
}

function leave(): void {
  const next = waiting.shift();
  if (next) next();
  else running--;
}

/** 32 bytes of scrypt over the NFC form of a password, at most two at a time in this process. */
export async function deriveScrypt(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  await enter();
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      const maxmem = 256 * cost.N * cost.r;
      scrypt(password.normalize("NFC"), salt, 32, { ...cost, maxmem }, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
  } finally {
    leave();
  }
}

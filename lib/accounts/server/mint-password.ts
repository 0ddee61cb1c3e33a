import { randomBytes } from "node:crypto";

/** A first password of 120 random bits, shown once to whoever made the account. */
export const mintPassword = (): string => randomBytes(15).toString("base64url");

import { createHash } from "node:crypto";

/** SHA-256 of a session's random sid: what the table keeps, so that a copy of the table opens no session. */
export const hashSid = (sid: string): Buffer => createHash("sha256").update(sid).digest();

import { sharedEngine } from "@/lib/gateway/server/shared-engine";
import { within } from "@/lib/server/within";

/** Whoever changed something is answered soon, whatever the store does. */
const patienceMs = 250;

/**
 * Brings this process's own gateway door up to date with what was just committed here, so that a key is refused from
 * the moment on at which its revocation is confirmed. Never throws; without an open door there is nothing to do.
 */
export async function followOwnChanges(): Promise<void> {
  const opened = sharedEngine.faregateEngine;
  if (opened)
    await within(
      patienceMs,
      opened.then(({ feed }) => feed.catchUp()),
    ).catch(() => undefined);
}

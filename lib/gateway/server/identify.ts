import { minuteEnd } from "@/lib/gateway/minute-windows";
import { refuseDeadKey, refuseInvalidKey } from "@/lib/gateway/refuse-dead-key";
import type { Engine } from "@/lib/gateway/server/open-engine";
import type { Refusal, Seen } from "@/lib/gateway/types";
import type { IdentifiedKey } from "@/lib/keys/identified-key";
import { parseKey } from "@/lib/keys/key-format";

const maxBadKeysPerMinute = 20;

/** Too many bad keys from one address; asked only for keys that are not in memory, so that neighbours stay served. */
function refuseGuessing(engine: Engine, seen: Seen): Refusal | null {
  if (engine.badKeys.used(seen.address ?? "", seen.now) < maxBadKeysPerMinute) return null;
  const seconds = Math.max(1, Math.ceil((minuteEnd(seen.now).getTime() - seen.now.getTime()) / 1000));
  return {
    code: "rate_limited",
    variant: "guard",
    params: { retryAfter: { kind: "duration", seconds } },
    details: { policy: "bad-keys" },
    retryAfterSec: seconds,
  };
}

/** Whose key is it? Fills `seen.key`. Null when the key is good; a promise only when the store must be asked. */
export function identify(engine: Engine, seen: Seen): Refusal | null | Promise<Refusal | null> {
  const authorization = seen.read?.authorization ?? null;
  if (authorization === null) return { code: "authentication_required", details: { schemes: ["Bearer"] } };
  const secret = /^bearer +(\S+) *$/i.exec(authorization)?.[1];
  const guessing = () => refuseGuessing(engine, seen);
  if (!secret || !parseKey(secret)) {
    const refused = guessing();
    engine.badKeys.add(seen.address ?? "", seen.now);
    return refused ?? refuseInvalidKey("malformed");
  }
  const digest = engine.keys.digest(secret);
  seen.digest = digest;
  const known = engine.keys.peek(digest);
  if (known) return accept(engine, seen, known);
  const refused = guessing();
  if (refused) return refused;
  if (known === null) return rejectUnknown(engine, seen);
  return engine.keys.load(digest).then((key) => (key ? accept(engine, seen, key) : rejectUnknown(engine, seen)));
}

function rejectUnknown(engine: Engine, seen: Seen): Refusal {
  engine.badKeys.add(seen.address ?? "", seen.now);
  return refuseInvalidKey("unknown");
}

function accept(engine: Engine, seen: Seen, key: IdentifiedKey): Refusal | null {
  seen.key = key;
  const dead = refuseDeadKey(key, seen.now);
  if (dead) return dead;
  seen.proven = true;
  const { tenantId, keyId, secretId } = key;
  engine.lastUse.stamp({ tenantId, keyId, secretId, at: seen.now, address: seen.address });
  return null;
}

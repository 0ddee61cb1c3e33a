import { addressGroup } from "@/lib/gateway/address-group";
import { minuteEnd } from "@/lib/gateway/minute-windows";
import { refuseDeadKey, refuseInvalidKey } from "@/lib/gateway/refuse-dead-key";
import type { Credential } from "@/lib/gateway/server/key-cache";
import type { Engine } from "@/lib/gateway/server/open-engine";
import type { Refusal, Seen } from "@/lib/gateway/types";
import type { IdentifiedKey } from "@/lib/keys/identified-key";

const maxBadKeysPerMinute = 20;

const unavailable: Refusal = { code: "entitlement_unavailable", likeness: "lookups" };
const missing: Refusal = {
  code: "authentication_required",
  details: { schemes: ["Bearer"] },
  likeness: "authentication_required",
};

/** Too many bad keys from one address; asked only for keys that are not in memory, so that neighbours stay served. */
function refuseGuessing(engine: Engine, seen: Seen): Refusal | null {
  if (engine.badKeys.used(addressGroup(seen.address), seen.now) < maxBadKeysPerMinute) return null;
  const seconds = Math.max(1, Math.ceil((minuteEnd(seen.now).getTime() - seen.now.getTime()) / 1000));
  return {
    code: "rate_limited",
    variant: "guard",
    params: { retryAfter: { kind: "duration", seconds } },
    details: { policy: "bad-keys" },
    retryAfterSec: seconds,
    likeness: "guard",
  };
}

/** Whose key is it? Fills `seen.key`. Null when the key is good; a promise only when the store must be asked. */
export function identify(engine: Engine, seen: Seen): Refusal | null | Promise<Refusal | null> {
  const authorization = seen.read?.authorization ?? null;
  if (authorization === null) return missing;
  const credential = engine.keys.read(authorization);
  if (!credential) return refuseGuessing(engine, seen) ?? rejectBad(engine, seen, "malformed");
  seen.digest = credential.digest;
  const known = engine.keys.peek(credential.digest);
  if (known) return accept(engine, seen, known, credential);
  const refused = refuseGuessing(engine, seen);
  if (refused) return refused;
  if (known === null) return rejectBad(engine, seen, "unknown");
  return lookUp(engine, seen, credential);
}

async function lookUp(engine: Engine, seen: Seen, credential: Credential): Promise<Refusal | null> {
  const key = await engine.keys.load(credential.digest, () => refuseGuessing(engine, seen) === null);
  if (key === undefined) return refuseGuessing(engine, seen) ?? unavailable;
  return key ? accept(engine, seen, key, credential) : rejectBad(engine, seen, "unknown");
}

function rejectBad(engine: Engine, seen: Seen, reason: "malformed" | "unknown"): Refusal {
  engine.badKeys.add(addressGroup(seen.address), seen.now);
  return { ...refuseInvalidKey(reason), likeness: reason };
}

function accept(engine: Engine, seen: Seen, key: IdentifiedKey, credential: Credential): Refusal | null {
  seen.key = key;
  const dead = refuseDeadKey(key, seen.now);
  if (dead) return dead;
  seen.proven = true;
  if (!credential.isKept) engine.keys.keepCredential(seen.read?.authorization ?? "", credential);
  const { tenantId, keyId, secretId } = key;
  engine.lastUse.stamp({ tenantId, keyId, secretId, at: seen.now, address: seen.address });
  return null;
}

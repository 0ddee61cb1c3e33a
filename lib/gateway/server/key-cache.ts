import type { Sql } from "@/db/connect";
import type { IdentifiedKey } from "@/lib/keys/identified-key";
import { digestKey } from "@/lib/keys/key-format";
import { identifyKey } from "@/lib/keys/server/identify-key";
import { LoadedMap } from "@/lib/server/loaded-map";

const maxKeys = 100_000;
const maxUnknown = 10_000;
const unknownMs = 30_000;

/** Keys by the digest of their secret, kept until a change is announced; unknown ones for half a minute. */
export class KeyCache {
  readonly #sql: Sql;
  readonly #pepper: string;
  readonly #known = new LoadedMap<IdentifiedKey | null>(maxKeys);
  readonly #unknown = new Map<string, number>();

  constructor(sql: Sql, pepper: string) {
    this.#sql = sql;
    this.#pepper = pepper;
  }

  digest(secret: string): Buffer {
    return digestKey(secret, this.#pepper);
  }

  /** The key in memory; null when it is known not to exist; undefined when the store must be asked. */
  peek(digest: Buffer): IdentifiedKey | null | undefined {
    const name = digest.toString("latin1");
    const known = this.#known.get(name);
    if (known) return known;
    const until = this.#unknown.get(name);
    if (until === undefined) return undefined;
    if (until > performance.now()) return null;
    this.#unknown.delete(name);
    return undefined;
  }

  /** Asks the store. @throws the driver's error when it does not answer. */
  async load(digest: Buffer): Promise<IdentifiedKey | null> {
    const name = digest.toString("latin1");
    const key = await this.#known.load(
      name,
      () => identifyKey(this.#sql, digest),
      (found) => found !== null,
    );
    if (!key) this.#rememberUnknown(name);
    return key;
  }

  #rememberUnknown(name: string): void {
    if (this.#unknown.size >= maxUnknown) {
      const oldest = this.#unknown.keys().next().value;
      if (oldest !== undefined) this.#unknown.delete(oldest);
    }
    this.#unknown.set(name, performance.now() + unknownMs);
  }

  /** A key changed, or a new one appeared: what is held of it, and every "unknown", is in doubt. Null: all of it. */
  forget(keyId: string | null): void {
    this.#unknown.clear();
    if (keyId === null) this.#known.clear();
    else this.#known.invalidateWhere((key) => key?.keyId === keyId);
  }
}

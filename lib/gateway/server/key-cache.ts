import type { Sql } from "@/db/connect";
import { reportBadRow } from "@/lib/gateway/server/report-bad-row";
import type { IdentifiedKey } from "@/lib/keys/identified-key";
import { digestKey, parseKey } from "@/lib/keys/key-format";
import { identifyKey } from "@/lib/keys/server/identify-key";
import { LoadedMap } from "@/lib/server/loaded-map";

const maxKeys = 100_000;
const maxUnknown = 10_000;
const unknownMs = 30_000;
const maxCredentials = 20_000;
/** Lookups under way at once, and those that may wait for one to end. */
const maxLookups = 32;
const maxWaiting = 2_000;

/** What a credential says before anybody is asked: the digest of its secret, and that digest as a map's key. */
export type Credential = { digest: Buffer; name: string; isKept: boolean };

/** Keys by the digest of their secret, kept until a change is announced; unknown ones for half a minute. */
export class KeyCache {
  readonly #sql: Sql;
  readonly #pepper: string;
  readonly #known = new LoadedMap<IdentifiedKey | null>(maxKeys, { onBadRow: reportBadRow });
  readonly #unknown = new Map<string, number>();
  #credentials = new Map<string, Credential>();
  #lookups = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(sql: Sql, pepper: string) {
    this.#sql = sql;
    this.#pepper = pepper;
  }

  /**
   * Reads an `Authorization` header; null when it carries no well-formed key. Callers repeat themselves, so what was
   * read of a good one is kept: in memory alone, and for a minute at most, for it is the secret itself.
   */
  read(authorization: string): Credential | null {
    const known = this.#credentials.get(authorization);
    if (known) return known;
    const secret = /^bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (!secret || !parseKey(secret)) return null;
    const digest = digestKey(secret, this.#pepper);
    return { digest, name: digest.toString("latin1"), isKept: false };
  }

  /** Keeps what was read of a credential that turned out to be good. */
  keepCredential(authorization: string, credential: Credential): void {
    if (credential.isKept || this.#credentials.size >= maxCredentials) return;
    credential.isKept = true;
    this.#credentials.set(authorization, credential);
  }

  /** To be called every minute. */
  forgetCredentials(): void {
    this.#credentials = new Map();
  }

  /** Keys in memory. */
  get size(): number {
    return this.#known.size;
  }

  /** The key in memory; null when it is known not to exist; undefined when the store must be asked. */
  peek(name: string): IdentifiedKey | null | undefined {
    const known = this.#known.get(name);
    if (known) return known;
    const until = this.#unknown.get(name);
    if (until === undefined) return undefined;
    if (until > performance.now()) return null;
    this.#unknown.delete(name);
    return undefined;
  }

  /**
   * Asks the store; `mayAsk` is asked again when its turn comes, which a flood of strangers makes late.
   * @returns undefined when it may not, or too many wait. @throws the driver's error when the store does not answer.
   */
  async load(
    { digest, name }: Credential,
    mayAsk: () => boolean = () => true,
  ): Promise<IdentifiedKey | null | undefined> {
    if (this.#lookups >= maxLookups) {
      if (this.#waiting.length >= maxWaiting) return undefined;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#lookups++;
    }
    try {
      const known = this.peek(name);
      if (known !== undefined) return known;
      if (!mayAsk()) return undefined;
      const key = await this.#known.load(
        name,
        () => identifyKey(this.#sql, digest),
        (found) => found !== null,
      );
      if (!key) this.#rememberUnknown(name);
      return key;
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#lookups--;
    }
  }

  #rememberUnknown(name: string): void {
    if (this.#unknown.size >= maxUnknown) {
      const oldest = this.#unknown.keys().next().value;
      if (oldest !== undefined) this.#unknown.delete(oldest);
    }
    this.#unknown.set(name, performance.now() + unknownMs);
  }

  /** Keys changed, or new ones appeared: what is held of them, and every "unknown", is in doubt. Null: all of it. */
  forget(keyIds: ReadonlySet<string> | null): void {
    this.#unknown.clear();
    if (keyIds === null) this.#known.clear();
    else this.#known.invalidateWhere((key) => key !== null && keyIds.has(key.keyId));
  }
}

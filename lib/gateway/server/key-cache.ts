import type { Sql } from "@/db/connect";
import { reportBadRow } from "@/lib/gateway/server/report-bad-row";
import type { IdentifiedKey } from "@/lib/keys/identified-key";
import { digestKey, parseKey } from "@/lib/keys/key-format";
import { identifyKey } from "@/lib/keys/server/identify-key";
import { LoadedMap } from "@/lib/server/loaded-map";

const maxKeys = 100_000;
const maxUnknown = 10_000;
const unknownMs = 30_000;
const maxCredentials = 10_000;
/** Lookups under way at once, and those that may wait for one to end. */
const maxLookups = 32;
const maxWaiting = 2_000;

const none: readonly never[] = [];

/** What a credential says before anybody is asked: the digest of its secret, its bytes as Latin-1 text. */
export type Credential = { digest: string; isKept: boolean };

/** Keys by the digest of their secret, kept until a change is announced; unknown ones for half a minute. */
export class KeyCache {
  readonly #sql: Sql;
  readonly #pepper: string;
  readonly #known = new LoadedMap<IdentifiedKey | null>(maxKeys, { onBadRow: reportBadRow });
  readonly #unknown = new Map<string, number>();
  #credentials = new Map<string, Credential>();
  /** Each tenant's id once, however many keys it has. */
  readonly #tenantIds = new Map<string, string>();
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
    return { digest: digestKey(secret, this.#pepper).toString("latin1"), isKept: false };
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
  peek(digest: string): IdentifiedKey | null | undefined {
    const known = this.#known.get(digest);
    if (known) return known;
    const until = this.#unknown.get(digest);
    if (until === undefined) return undefined;
    if (until > performance.now()) return null;
    this.#unknown.delete(digest);
    return undefined;
  }

  /**
   * Asks the store; `mayAsk` is asked again when its turn comes, which a flood of strangers makes late.
   * @returns undefined when it may not, or too many wait. @throws the driver's error when the store does not answer.
   */
  async load(digest: string, mayAsk: () => boolean = () => true): Promise<IdentifiedKey | null | undefined> {
    if (this.#lookups >= maxLookups) {
      if (this.#waiting.length >= maxWaiting) return undefined;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#lookups++;
    }
    try {
      const known = this.peek(digest);
      if (known !== undefined) return known;
      if (!mayAsk()) return undefined;
      const key = await this.#known.load(
        digest,
        async () => {
          const key = await identifyKey(this.#sql, Buffer.from(digest, "latin1"));
          return key && this.#compact(key);
        },
        (found) => found !== null,
      );
      if (!key) this.#rememberUnknown(digest);
      return key;
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#lookups--;
    }
  }

  /** The same key in as few bytes as it takes: a hundred thousand are kept, and most of what they say is alike. */
  #compact(key: IdentifiedKey): IdentifiedKey {
    const tenantId = this.#tenantIds.get(key.tenantId) ?? key.tenantId;
    if (this.#tenantIds.size >= maxKeys) this.#tenantIds.clear();
    this.#tenantIds.set(tenantId, tenantId);
    return {
      tenantId,
      keyId: key.keyId,
      secretId: key.secretId,
      hint: key.hint,
      mode: key.mode === "live" ? "live" : "test",
      scopes: key.scopes.length === 0 ? none : key.scopes,
      networks: key.networks.length === 0 ? none : key.networks,
      errorDetail: key.errorDetail === "full" ? "full" : "minimal",
      budgets: key.budgets.length === 0 ? none : key.budgets,
      keyExpiresAt: key.keyExpiresAt,
      pausedAt: key.pausedAt,
      revokedAt: key.revokedAt,
      secretExpiresAt: key.secretExpiresAt,
      replacedAt: key.replacedAt,
    };
  }

  #rememberUnknown(digest: string): void {
    if (this.#unknown.size >= maxUnknown) {
      const oldest = this.#unknown.keys().next().value;
      if (oldest !== undefined) this.#unknown.delete(oldest);
    }
    this.#unknown.set(digest, performance.now() + unknownMs);
  }

  /** Keys changed, or new ones appeared: what is held of them, and every "unknown", is in doubt. Null: all of it. */
  forget(keyIds: ReadonlySet<string> | null): void {
    this.#unknown.clear();
    if (keyIds === null) this.#known.clear();
    else this.#known.invalidateWhere((key) => key !== null && keyIds.has(key.keyId));
  }
}

import type { Sql } from "@/db/connect";
import { type CatalogIndex, indexCatalog } from "@/lib/catalog/index-catalog";
import { loadCatalog } from "@/lib/catalog/server/load-catalog";
import type { Catalog } from "@/lib/catalog/types";
import { LoadedMap } from "@/lib/server/loaded-map";
import { log } from "@/lib/server/log";

const retryMs = 500;
/** What is missing a second after a reading will not be there the second after. */
const freshMs = 1_000;

/** The catalogue that a gateway keeps in memory, made anew as a whole whenever something of it changed. */
export class HeldCatalog {
  readonly #sql: Sql;
  readonly #loads = new LoadedMap<CatalogIndex>(1);
  #catalog: Catalog | null = null;
  #index = indexCatalog({ apis: [], routes: [], features: [], planVersions: [] });
  #readMs = Number.NEGATIVE_INFINITY;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  get index(): CatalogIndex {
    return this.#index;
  }

  /** @throws the driver's error when the store does not answer. */
  async reload(): Promise<void> {
    this.#loads.invalidate("catalog");
    this.#index = await this.#loads.load("catalog", async () => {
      this.#catalog = await loadCatalog(this.#sql, this.#catalog);
      return indexCatalog(this.#catalog);
    });
    this.#readMs = performance.now();
  }

  /** Reads it again because something was looked for and not found; not more than once a second. */
  async reloadOnce(): Promise<void> {
    if (performance.now() - this.#readMs > freshMs) await this.reload();
  }

  /** A failed reload must not leave an old catalogue in force once the store is back. */
  reloadUntilDone(): void {
    this.reload().catch((err: unknown) => {
      log().warn({ err }, "the catalogue could not be read; it is tried again");
      setTimeout(() => this.reloadUntilDone(), retryMs).unref();
    });
  }
}

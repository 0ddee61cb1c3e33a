import type { LedgerSaid, Spend, SpendSource } from "@/lib/entitlements/spend";
import type { CreditLot } from "@/lib/entitlements/types";
import { newId } from "@/lib/id";
import type { Period } from "@/lib/period";

/** A ledger account of an invented tenant, with what was posted to it and when. */
export type DemoAccount = {
  accountId: string;
  kind: "quota" | "overage" | "cap" | "credit";
  /** A feature's id; null: credits. */
  featureId: string | null;
  keyId: string | null;
  start: Date;
  /** Null: a lot that does not expire. */
  end: Date | null;
  enforced: boolean;
  posted: number;
  consumed: number;
  postings: { at: Date; amount: number }[];
};

/** A prepaid lot of an invented tenant. Its account holds micro-credits. */
export type DemoLot = CreditLot & {
  kind: "bought" | "granted";
  micro: number;
  givenAt: Date;
  reason: string;
  account: DemoAccount;
};

export type Draw = { account: DemoAccount; cost: number };
export type Held = { draws: Draw[]; limit: number | null; used: number };

/**
 * The units of one invented tenant while its past is told: says what the real ledger would have said, in the same fixed
 * order of sources, so that the judge itself can judge every call.
 */
export class DemoLedger {
  readonly accounts = new Map<string, DemoAccount>();
  readonly #lots: readonly DemoLot[];
  readonly #lasts: Partial<Record<DemoAccount["kind"], DemoAccount>> = {};

  constructor(lots: readonly DemoLot[]) {
    this.#lots = lots;
    for (const { account } of lots) this.accounts.set(account.accountId, account);
  }

  /** Lots with something left at an instant, in burn order. */
  lotsAt(now: Date): CreditLot[] {
    return this.#lots
      .filter(({ givenAt, expiresAt, account }) => {
        const isOpen = givenAt <= now && (expiresAt === null || expiresAt > now);
        return isOpen && account.consumed < account.posted;
      })
      .toSorted(
        (a, b) =>
          a.priority - b.priority ||
          (a.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - (b.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) ||
          (a.id < b.id ? -1 : 1),
      );
  }

  /** What would pay for a call, or why nothing does. Nothing is drawn yet. */
  hold(spend: Spend, keyId: string, now: Date): Held | LedgerSaid {
    const cap = spend.budget && this.#account("cap", spend.featureId, keyId, spend.budget.period);
    if (cap && spend.budget) {
      post(cap, spend.budget.units, now);
      if (cap.consumed + spend.units > cap.posted) {
        return { kind: "capped", limit: cap.posted, used: cap.consumed, resetsAt: spend.budget.period.end };
      }
    }
    const capped = cap ? [{ account: cap, cost: spend.units }] : [];
    let quota: { limit: number | null; used: number; held: number } | null = null;
    let credits: { leftMicro: number; neededMicro: number } | null = null;
    for (const source of spend.sources) {
      if (source.kind === "credits") {
        const drawn = this.#drawLots(source, spend.units);
        if (drawn.draws)
          return { draws: [...drawn.draws, ...capped], limit: quota?.limit ?? null, used: quota?.used ?? 0 };
        credits = drawn;
        continue;
      }
      const account = this.#account(source.kind, spend.featureId, null, source.period);
      if (source.kind === "quota") {
        account.enforced = source.units !== null;
        if (source.units !== null) post(account, source.units, now);
        if (account.enforced && account.consumed + spend.units > account.posted) {
          quota = { limit: account.posted, used: account.consumed, held: 0 };
          continue;
        }
        const used = account.consumed + spend.units;
        return { draws: [{ account, cost: spend.units }, ...capped], limit: source.units, used };
      }
      account.enforced = false;
      const draws = [{ account, cost: spend.units }, ...capped];
      return { draws, limit: quota?.limit ?? null, used: (quota?.used ?? 0) + account.consumed + spend.units };
    }
    return { kind: "exhausted", quota, credits };
  }

  #drawLots(source: SpendSource & { kind: "credits" }, units: number) {
    const neededMicro = units * source.microPerUnit;
    let leftMicro = 0;
    const draws: Draw[] = [];
    for (const { accountId } of source.lots) {
      const account = this.accounts.get(accountId);
      const rest = account ? account.posted - account.consumed : 0;
      const cost = Math.min(rest, neededMicro - leftMicro);
      if (account && cost > 0) draws.push({ account, cost });
      leftMicro += cost;
      if (leftMicro >= neededMicro) return { draws };
    }
    return { leftMicro, neededMicro };
  }

  #account(kind: "quota" | "overage" | "cap", featureId: string, keyId: string | null, { start, end }: Period) {
    // Asked for every call, and seldom another one than before.
    const last = this.#lasts[kind];
    if (last?.featureId === featureId && last.keyId === keyId && last.start.getTime() === start.getTime()) return last;
    const name = `${kind}|${featureId}|${keyId ?? ""}|${start.getTime()}`;
    const account = this.accounts.get(name) ?? open(kind, featureId, keyId, { start, end });
    this.accounts.set(name, account);
    this.#lasts[kind] = account;
    return account;
  }
}

function open(kind: DemoAccount["kind"], featureId: string, keyId: string | null, { start, end }: Period): DemoAccount {
  const empty = { posted: 0, consumed: 0, postings: [], enforced: true };
  return { accountId: newId("account", start), kind, featureId, keyId, start, end, ...empty };
}

/** Brings what is posted to what is entitled; the first posting is made as the period begins. */
function post(account: DemoAccount, units: number, now: Date): void {
  if (units === account.posted) return;
  account.postings.push({ at: account.postings.length === 0 ? account.start : now, amount: units - account.posted });
  account.posted = units;
}

import type { Receipt } from "@/lib/analytics/receipt";
import type { GateResult } from "@/lib/entitlements/types";

const withoutNumbers = ({ gate, result }: GateResult): GateResult => ({ gate, result });

/**
 * The receipt for whoever holds the signed link: every gate's result, but limit and use of the failing one alone;
 * the key by its hint, not by its name or id (response contract §12).
 */
export function redactReceipt(receipt: Receipt): Receipt {
  return {
    ...receipt,
    key: receipt.key && { id: "", name: "", hint: receipt.key.hint },
    gates: receipt.gates.map((gate) => (gate.result === "refused" ? gate : withoutNumbers(gate))),
    upstreamStatus: null,
  };
}

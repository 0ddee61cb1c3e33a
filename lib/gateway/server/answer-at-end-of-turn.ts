import { log } from "@/lib/server/log";

/** An answer that came whole, and the call that ends with it. */
export type WholeAnswer = { send(): void; settle(): void };

let due: WholeAnswer[] = [];

/**
 * Sends the answers of one turn of the event loop at its end, one behind the other, and settles their calls after that;
 * an answer waits for the rest of its turn. Each write to a socket may wake the process at its other end, which costs more
 * than the write does: of many in a row to a balancer or another caller on this machine, the first wakes it for all.
 */
export function answerAtEndOfTurn(answer: WholeAnswer): void {
  if (due.length === 0) setImmediate(answerDue);
  due.push(answer);
}

function answerDue(): void {
  const answers = due;
  due = [];
  for (const answer of answers) alone(() => answer.send());
  for (const answer of answers) alone(() => answer.settle());
}

/** A fault of one must not take the others with it. */
function alone(act: () => void): void {
  try {
    act();
  } catch (err) {
    log().error({ err }, "a call that was answered could not be ended");
  }
}

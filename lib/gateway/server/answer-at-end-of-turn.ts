/** An answer that came whole, and the call that ends with it. Neither may throw. */
export type WholeAnswer = { send(): void; settle(): void };

let due: WholeAnswer[] = [];

/**
 * Sends the answers of one turn of the event loop at its end, one behind the other, and settles their calls after that.
 * Each write to a socket wakes who waits at its other end, which costs more than the write does; when many follow one
 * another, all but the first find their reader awake.
 */
export function answerAtEndOfTurn(answer: WholeAnswer): void {
  if (due.length === 0) setImmediate(answerDue);
  due.push(answer);
}

function answerDue(): void {
  const answers = due;
  due = [];
  for (const answer of answers) answer.send();
  for (const answer of answers) answer.settle();
}

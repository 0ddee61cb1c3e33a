/**
 * The answer itself, once it says that it is what was asked for: any JSON without an `error` passes for success in the
 * SDK, whatever sent it.
 * @throws Error when it is something else.
 */
export function expectObject<Answer extends { object: string }>(answer: Answer, object: Answer["object"]): Answer {
  if (answer?.object === object) return answer;
  throw new Error(`The payment provider answered something other than "${object}".`);
}

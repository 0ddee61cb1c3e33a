/** A name that nobody has used, for an act that may be sent twice. Works without a secure context, unlike `randomUUID`. */
export const randomName = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");

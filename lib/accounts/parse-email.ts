/** Characters that no address of ours may hold: white space, quotes, brackets, control and format characters. */
const forbidden = /[\s"'`<>()[\],;:\\\p{Cc}\p{Cf}]/u;

/**
 * The one form in which an e-mail address is stored and compared: NFKC, trimmed, lower case, exactly one `@`,
 * at most 254 characters; null for anything else.
 */
export function parseEmail(text: string): string | null {
  if (text.length > 1_000 || /[＠﹫]/u.test(text)) return null;
  const email = text.normalize("NFKC").trim().toLowerCase();
  const [local, domain, ...rest] = email.split("@");
  if (!local || !domain || rest.length > 0 || email.length > 254 || forbidden.test(email)) return null;
  return email;
}

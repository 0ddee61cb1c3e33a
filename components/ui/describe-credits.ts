/** "1,234.50" of a decimal string, exactly: grouped, with every digit that it has. */
export function describeCredits(decimal: string): string {
  const [whole = "0", fraction = ""] = decimal.split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${fraction === "" ? "" : `.${fraction}`}`;
}

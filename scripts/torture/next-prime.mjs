/** The least prime that is at least `from`. @param {number} from */
export function nextPrime(from) {
  for (let candidate = Math.max(2, Math.ceil(from)); ; candidate++) {
    let divisor = 2;
    while (divisor * divisor <= candidate && candidate % divisor !== 0) divisor++;
    if (divisor * divisor > candidate) return candidate;
  }
}

// @ts-check
// Codes as they were scanned or typed, compared on this device where no server answers.

/**
 * A code as it is compared: half width capitals, without blanks and hyphens, of an address what stands behind /q/.
 * @param {string} text
 */
export function bare(text) {
  return text.trim().replace(/^https?:\/\/\S+\/q\//i, "").normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
}

/**
 * Whether `text` is one of the codes that stand on a part of the page, one on each line.
 * @param {string} text
 * @param {string} codes
 */
export function isAmong(text, codes) {
  const wanted = bare(text);
  return Boolean(wanted) && codes.split("\n").some((each) => bare(each) === wanted);
}

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** @type {Record<string, number>} */
const LETTERS = { L: 1, U: 4, I: 3 };

/**
 * Whether `text` has the shape of one of our codes and its check character tells that something in it is wrong: the same
 * word of a Reed-Solomon code over GF(32) as on the server (codes/rules.py).
 * @param {string} text
 */
export function isDamaged(text) {
  const code = bare(text);
  if (!/^[LBPDRCUITKSV][0-9A-Z]{5,9}$/.test(code)) return false;
  const values = Array.from(code, (letter, place) => {
    if (place === 0) return LETTERS[letter] ?? ALPHABET.indexOf(letter);
    return ALPHABET.indexOf(letter.replace(/[IL]/, "1").replace("O", "0"));
  });
  if (values.includes(-1)) return true;
  let sum = 0;
  for (const value of values) sum = (sum & 16 ? (sum << 1) ^ 0b100101 : sum << 1) ^ value; // times x of GF(32), plus
  return sum !== 0;
}

import type { NameGrade } from './names.js';
import { isHash, isMixed, isPasswordLike, isRandom, isStandIn, isStructured, standIns } from './values.js';

/** How much of a value has to look drawn by chance, by how surely its name is a secret's. */
const shares: Readonly<Record<NameGrade, number>> = { surely: 0.3, likely: 0.3, maybe: 0.45 };

/**
 * Is a string behind a name a secret?
 * @param word the word of the name that says so
 * @param isBound it is the name's own value, and not the next thing in a list or a sentence
 */
export function isQuotedSecret(value: string, grade: NameGrade, word: string, isBound: boolean): boolean {
  if (isStandIn(value)) return false;
  if (isRandom(value, shares[grade])) return grade !== 'maybe' || value.length >= 20;
  switch (grade) {
    case 'surely':
      return isPasswordLike(value) || (isBound && (isPhrase(value, word) || isChosenWord(value)));
    case 'likely':
      return isMixed(value) || (value.length >= 8 && isPasswordLike(value) && isHash(value));
    case 'maybe':
      return false;
  }
}

/**
 * Is what stands without quotes behind a name a secret?
 * @param isLine it stands where programs have no expression: in a line of settings, in an address, behind a flag
 */
export function isBareSecret(value: string, grade: NameGrade, isLine: boolean): boolean {
  if (isStandIn(value)) return false;
  if (isRandom(value, isLine ? shares[grade] : undefined)) return grade !== 'maybe' || value.length >= 24;
  if (!isLine || !isPasswordLike(value)) return false;
  return (
    grade === 'surely' || (grade === 'likely' && (isMixed(value) || (value.length >= 8 && isHash(value))))
  );
}

/**
 * Could a value that is being typed become a secret's?
 * @param isText it is text: nothing of a program stands so
 */
export function beginsSecret(value: string, grade: NameGrade, isText: boolean): boolean {
  if (grade === 'maybe') return isRandom(value);
  if (/^[$%<{(]|\s/.test(value) || isStructured(value)) return false;
  if (isText && value !== '' && value.replace(standIns, '') !== '') return true;
  return /[0-9!@#$%^&*~?+=]/.test(value) && /[A-Za-z]/.test(value);
}

/** Is it one word, or words joined by marks, that says nothing about itself? */
export function isChosenWord(value: string): boolean {
  return value.length >= 8 && /^[A-Za-z]+(?:[_.-][A-Za-z]+)*$/.test(value) && !isStructured(value);
}

/** Is it a phrase of words that opens something? */
function isPhrase(value: string, word: string): boolean {
  if (word !== 'passphrase' && word !== 'mnemonic') return false;
  return /^[a-z]+(?:[ -][a-z]+){3,}/.test(value);
}

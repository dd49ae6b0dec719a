/*
 * Characters that a person cannot see being taken: controls that turn the direction of writing, format and filler characters without
 * width, separators of lines (Unicode Standard Annexes 9 and 44; "Trojan Source", Boucher and Anderson 2021). None is ever offered but
 * the two joiners, and these only where their scripts use them.
 */

const zeroWidthNonJoiner = '\u200c';
const zeroWidthJoiner = '\u200d';
/** Selects the picture of the character before it, as in the emoji of many keyboards. */
const emojiSelector = '\ufe0f';

/** Controls, format characters, separators, surrogates, and what is drawn as nothing by default; a tab can be seen. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** Blanks that are no space or tab, but look like one. */
const otherBlank = /[^\P{Zs} ]/u;
/** Scripts whose letters join, or have joiners between their parts. */
const joiningScript =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
const emoji = /\p{Extended_Pictographic}/u;
/** What may stand between an emoji and the joiner after it: a color of skin, or the selector. */
const emojiModifier = /[\p{Emoji_Modifier}\ufe0f]/u;

/**
 * Can all of a text be seen that is inserted after another one?
 * @param before what stands before it: its last few characters count
 */
export function isVisible(text: string, before = ''): boolean {
  if (isPlain(text)) return true;
  const context = Array.from(before.slice(-8));
  const all = [...context, ...Array.from(text)];
  for (let i = context.length; i < all.length; i++) {
    const character = all[i] ?? '';
    if (character === '\t') continue;
    if (character === zeroWidthJoiner || character === zeroWidthNonJoiner) {
      if (!isJoined(all, i)) return false;
    } else if (character === emojiSelector) {
      if (!emoji.test(all[i - 1] ?? '')) return false;
    } else if (invisible.test(character) || otherBlank.test(character)) return false;
  }
  return true;
}

/** Nearly every text: printable ASCII and tabs. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if ((unit < 0x20 && unit !== 0x09) || unit > 0x7e) return false;
  }
  return true;
}

/** Does a joiner stand between two letters that join, or between two emoji? */
function isJoined(characters: readonly string[], at: number): boolean {
  const next = characters[at + 1] ?? '';
  let before = at - 1;
  while (before >= 0 && emojiModifier.test(characters[before] ?? '')) before--;
  if (emoji.test(characters[before] ?? '') && emoji.test(next)) return characters[at] === zeroWidthJoiner;
  return joiningScript.test(characters[at - 1] ?? '') && joiningScript.test(next);
}

import { fold } from './text'

export interface Piece {
  text: string
  hit: boolean
}

/** What is looked for, without what it is narrowed by: “deals: harbor” is harbor. */
const wordsIn = (asked: string): string[] =>
  (fold(asked).match(/[\p{L}\p{N}_]+(?![\p{L}\p{N}_]|\s*[:：])/gu) ?? []).filter((word) => word.length > 0)

/** The letters of a word folded, and where each of them came from. */
function folded(word: string): { letters: string; from: number[]; ends: number[] } {
  let letters = ''
  let at = 0
  const from: number[] = []
  const ends: number[] = []
  for (const letter of word) {
    for (const each of fold(letter)) {
      letters += each
      from.push(at)
      ends.push(at + letter.length)
    }
    at += letter.length
  }
  return { letters, from, ends }
}

/** A number is found by any part of it, Chinese too; other words by how they begin. */
function placeIn(letters: string, word: string): [at: number, length: number] {
  if (/^\p{N}{3,}$/u.test(word)) {
    const digits = word.replace(/^0+/, '')
    return [letters.indexOf(digits), digits.length]
  }
  if (/\p{Script=Han}/u.test(word)) return [letters.indexOf(word), word.length]
  return [letters.startsWith(word) ? 0 : -1, word.length]
}

/** The text in pieces: what was looked for, and what stands around it. */
export function marked(text: string, asked: string): Piece[] {
  const words = wordsIn(asked)
  const pieces: Piece[] = []
  let done = 0
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}_]+/gu)) {
    const { letters, from, ends } = folded(match[0])
    const [at, length] = words.map((word) => placeIn(letters, word)).find(([place]) => place >= 0) ?? [-1, 0]
    const first = from[at]
    const last = ends[at + length - 1]
    if (first === undefined || last === undefined) continue
    pieces.push({ text: text.slice(done, match.index + first), hit: false })
    pieces.push({ text: text.slice(match.index + first, match.index + last), hit: true })
    done = match.index + last
  }
  pieces.push({ text: text.slice(done), hit: false })
  return pieces.filter((piece) => piece.text !== '')
}

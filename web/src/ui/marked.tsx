import { marked } from '../lib/mark'

/** A text in which what was looked for is marked. */
export function Marked({ text, asked }: { text: string; asked: string }) {
  return marked(text, asked).map((piece, i) =>
    piece.hit ? <mark key={i}>{piece.text}</mark> : <span key={i}>{piece.text}</span>,
  )
}

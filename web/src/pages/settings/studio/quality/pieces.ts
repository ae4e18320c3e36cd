import { isDoc, type Json } from '../sheet'

/** What is wanted of a record: a field, or one of those that do as well, and how much it counts. */
export interface Piece {
  field: string
  weight: number
  or: string[]
  when: string
}

export const pieceOf = (field: string, said: Json): Piece =>
  isDoc(said)
    ? {
        field,
        weight: Number(said.weight) || 0,
        or: Array.isArray(said.or) ? said.or.map(String) : [],
        when: String(said.when ?? ''),
      }
    : { field, weight: Number(said) || 0, or: [], when: '' }

export const piecesOf = (complete: Json | undefined): Piece[] =>
  isDoc(complete) ? Object.entries(complete).map(([field, said]) => pieceOf(field, said)) : []

/** As it stands in the document: a number alone where there is nothing more to say. */
export const saidOf = ({ weight, or, when }: Omit<Piece, 'field'>): Json =>
  or.length || when.trim() ? { weight, ...(or.length && { or }), ...(when.trim() && { when: when.trim() }) } : weight

export const shareOf = ({ weight }: Piece, all: readonly Piece[]): number => {
  const sum = all.reduce((total, one) => total + one.weight, 0)
  return sum ? Math.round((weight * 100) / sum) : 0
}

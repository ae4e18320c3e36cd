/** Of a record that has lines: of which entity they are, in which order, and what of them it sums. */
export interface Lines {
  entity: string
  /** the reference of a line to it */
  of: string
  order?: string
  /** of a line, a bool: it is offered beside the others, and not summed */
  optional?: string
  /** of a line: what stands above it and those behind it */
  heading?: string
  /** of a line: where a rate goes that somebody picks */
  priced?: { text?: string; quantity?: string; price?: string }
  /** field of a line -> its own */
  sums: Record<string, string>
  /** the stages in which nobody changes them */
  locked: string[]
}

/** What a field becomes with another reference, unless something is said. */
export interface TakenOver {
  through: string
  field: string
}

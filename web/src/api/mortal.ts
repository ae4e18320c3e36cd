/** What can be no more, and why: in the trash, or a person who died. */
export interface Mortal {
  deleted_ms?: number
  gone?: string
}

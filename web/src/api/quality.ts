/** What is said of the quality of an entity's data: as much as counts for everybody. */
export interface Quality {
  /** what is wanted; any of `or` would do in its place */
  complete: { field: string; weight: number; or: string[] }[]
  /** rule -> the field that it is about */
  doubts: Record<string, string>
  /** those with which nothing happened for too long, as a filter */
  stale?: string
}

/** The report on it: numbers of what the asker reads. What an entity says nothing of is not there. */
export interface Tally {
  records: number
  /** the average */
  completeness?: number
  incomplete?: number
  /** by field */
  missing?: Record<string, number>
  doubtful?: number
  stale?: number
  /** that stand in an open pair of likely duplicates; absent: the asker is told of none */
  alike?: number
}

export interface OwnerTally extends Tally {
  /** null: nobody's; without a title: who it is, is not told */
  owner: { id: string; title: string } | null
}

/** What the report waits for: its index, or what is calculated of the records. */
export interface Making {
  what: 'index' | 'values'
  state: string
  percent?: number
  /** told to administrators */
  done?: number
  of?: number
}

export interface QualityReport {
  rows?: OwnerTally[]
  /** null: it is being made */
  all: Tally | null
  making: Making | null
  /** there is more than is told: false */
  whole?: boolean
  /** a job goes through the records still */
  old: boolean
}

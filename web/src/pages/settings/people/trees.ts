import type { Row } from '../../../api/types'

/** A row and those below it. */
export interface Branch {
  row: Row
  below: Branch[]
}

/**
 * Rows by the row above them. Who names one that is not here stands at the top; a ring (which the server refuses, but
 * which may be there for a moment) is opened at its first row, so that nobody is lost.
 */
export function branchesOf(rows: readonly Row[], above: (row: Row) => string | undefined): Branch[] {
  const branches = new Map(rows.map((row) => [row.id, { row, below: [] as Branch[] }]))
  const tops: Branch[] = []
  const placed = new Set<string>()
  for (const branch of branches.values()) {
    const over = branches.get(above(branch.row) ?? '')
    if (over && over !== branch) over.below.push(branch)
    else tops.push(branch)
  }
  const mark = (branch: Branch) => {
    if (placed.has(branch.row.id)) return false
    placed.add(branch.row.id)
    branch.below = branch.below.filter(mark)
    return true
  }
  tops.forEach(mark)
  for (const branch of branches.values()) {
    if (!placed.has(branch.row.id)) {
      mark(branch)
      tops.push(branch)
    }
  }
  return tops
}

/** All that stand below, at any depth. */
export const countBelow = (branch: Branch): number => branch.below.reduce((n, one) => n + 1 + countBelow(one), 0)

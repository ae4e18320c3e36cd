import type { KeyboardEvent } from 'react'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { EntityRow } from './entity-row'
import { rightText } from './level-text'
import style from './rights.module.css'
import type { Sheet, SheetEntity } from './sheet'
import type { Draft } from './use-sheet'

export interface RightsTableProps {
  sheet: Sheet
  draft: Draft
  entities: readonly SheetEntity[]
  role: string
  /** a role beside it, to compare with */
  other: string | undefined
}

const steps: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Arrows walk from cell to cell, as the eye sees them: also from right to left. */
function walk(event: KeyboardEvent<HTMLTableElement>) {
  const step = steps[event.key]
  const at = (event.target as HTMLElement).closest<HTMLElement>('[data-level]')
  if (!step || !at || at.getAttribute('aria-expanded') === 'true') return
  event.preventDefault()
  const rows = [...event.currentTarget.querySelectorAll('tbody tr')]
    .map((row) => [...row.querySelectorAll<HTMLElement>('[data-level]')])
    .filter((cells) => cells.length > 0)
  const y = rows.findIndex((cells) => cells.includes(at))
  const x = rows[y]?.indexOf(at) ?? 0
  const turn = document.dir === 'rtl' ? -1 : 1
  rows[y + step[0]]?.[x + step[1] * turn]?.focus()
}

/** What one role may: a line for each kind of record, a column for each right. */
export function RightsTable({ sheet, draft, entities, role, other }: RightsTableProps) {
  const { groups, entities: known } = useMeta()
  const sections = [...groups, { name: '', label: t('rights.more') }]
    .map((group) => ({
      ...group,
      rows: entities.filter(
        (e) => (groups.some((g) => g.name === known[e.name]?.group) ? known[e.name]?.group : '') === group.name,
      ),
    }))
    .filter((group) => group.rows.length > 0)
  return (
    <table className={style.sheet} onKeyDown={walk}>
      <thead>
        <tr>
          <th scope="col">{t('rights.of')}</th>
          {sheet.rights.map((right) => (
            <th key={right} scope="col">
              {rightText(right)}
            </th>
          ))}
        </tr>
      </thead>
      {sections.map((group) => (
        <tbody key={group.name}>
          <tr className={style.group}>
            <th scope="rowgroup" colSpan={sheet.rights.length + 1}>
              {group.label}
            </th>
          </tr>
          {group.rows.map((entity) => (
            <EntityRow
              key={entity.name}
              {...{ sheet, draft, entity, role, other }}
              mark={draft.markOf(entity.name, [role, other, '*'])}
            />
          ))}
        </tbody>
      ))}
    </table>
  )
}

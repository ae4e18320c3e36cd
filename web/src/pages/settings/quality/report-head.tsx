import { ArrowDown, ArrowUp } from 'lucide-react'
import { setSearch } from '../../../lib/router'
import { t } from '../../../lib/words'
import { Select } from '../../../ui/lazy'
import { nextSort } from './lists'
import style from './quality.module.css'

export interface Head {
  by: string
  label: string
}

const sortBy = (sort: string | null) => setSearch({ sort })

/** The heads of the columns: press for the most first, again for the least. */
export const ReportHead = ({ heads, sort }: { heads: Head[]; sort: string }) => (
  <thead>
    <tr>
      {heads.map(({ by, label }) => {
        const down = sort === `-${by}`
        const up = sort === by
        const Arrow = down ? ArrowDown : ArrowUp
        return (
          <th key={by} scope="col" aria-sort={up ? 'ascending' : down ? 'descending' : undefined}>
            <button type="button" className={style.sort} onClick={() => sortBy(nextSort(sort, by))}>
              {label}
              {(up || down) && <Arrow size={12} aria-hidden />}
            </button>
          </th>
        )
      })}
    </tr>
  </thead>
)

/** The same where owners are cards, which have no heads. */
export const SortPick = ({ heads, sort }: { heads: Head[]; sort: string }) => (
  <Select
    label={t('quality.sort')}
    className={style.sortPick}
    options={[
      { id: 'need', label: t('quality.by_need') },
      ...heads.map(({ by, label }) => ({ id: nextSort('', by) ?? by, label })),
    ]}
    value={sort || 'need'}
    onChange={(by) => sortBy(by === 'need' ? null : by)}
  />
)

import { t } from '../../../lib/words'
import { Avatar } from '../../../ui/bits'
import { Tree, type TreeNode } from '../../../ui/tree'
import style from './people.module.css'
import { Today } from './people-table'
import { standingOf } from './standing'
import { type Branch, branchesOf, countBelow } from './trees'
import type { Org } from './use-org'

/** Who reports to whom; who has nobody above or below stands at the end. */
export function Reporting({ org, onPerson }: { org: Org; onPerson: (id: string) => void }) {
  const here = org.users.filter((u) => standingOf(u) !== 'left')
  const branches = branchesOf(here, (row) => (typeof row.fields.manager === 'string' ? row.fields.manager : undefined))
  const node = (branch: Branch): TreeNode => {
    const { row, below } = branch
    return {
      id: row.id,
      label: row.title,
      lead: <Avatar name={row.title} />,
      under: String(row.fields.title ?? ''),
      end: (
        <>
          <Today row={row} />
          {below.length > 0 && t('people.reports', { count: countBelow(branch) })}
        </>
      ),
      children: below.map(node),
    }
  }
  const sorted = branches.toSorted((a, b) => Number(b.below.length > 0) - Number(a.below.length > 0))
  return (
    <div className={style.tree}>
      <p className={style.hint}>
        {t('people.reporting_help')} <span className={style.keys}>{t('people.tree_keys')}</span>
      </p>
      <Tree label={t('people.show.reporting')} nodes={sorted.map(node)} onOpen={onPerson} levels={3} />
    </div>
  )
}

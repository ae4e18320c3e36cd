import { Building2, FolderTree } from 'lucide-react'
import { t } from '../../../lib/words'
import { openPeek } from '../../../record/peek'
import { Avatar, Empty } from '../../../ui/bits'
import { Tree, type TreeNode } from '../../../ui/tree'
import style from './people.module.css'
import { Today } from './people-table'
import { standingOf } from './standing'
import { type Branch, branchesOf } from './trees'
import type { Org } from './use-org'

const idOf = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** Units below units, and who works in each. */
export function Units({ org, onPerson }: { org: Org; onPerson: (id: string) => void }) {
  const here = org.users.filter((u) => standingOf(u) !== 'left')
  const person = (row: Org['users'][number], head: boolean): TreeNode => ({
    id: `user:${row.id}`,
    label: row.title,
    lead: <Avatar name={row.title} />,
    under: head ? t('people.head') : String(row.fields.title ?? ''),
    end: <Today row={row} />,
    children: [],
  })
  const node = ({ row, below }: Branch): { node: TreeNode; people: number } => {
    const own = here.filter((u) => u.fields.unit === row.id)
    const under = below.map(node)
    const people = own.length + under.reduce((n, u) => n + u.people, 0)
    const isHead = (id: string) => row.fields.manager === id
    return {
      people,
      node: {
        id: `unit:${row.id}`,
        label: row.title,
        lead: <Building2 size={16} strokeWidth={1.75} aria-hidden />,
        under: row.refs.manager?.title,
        end: t('people.count', { count: people }),
        children: [
          ...own.toSorted((a, b) => Number(isHead(b.id)) - Number(isHead(a.id))).map((u) => person(u, isHead(u.id))),
          ...under.map((u) => u.node),
        ],
      },
    }
  }
  const tops = branchesOf(org.units, (row) => idOf(row.fields.parent)).map((branch) => node(branch).node)
  const nowhere = here.filter((u) => !u.fields.unit)
  if (tops.length === 0)
    return (
      <Empty icon={FolderTree} title={t('people.no_units')}>
        {t('people.no_units_help')}
      </Empty>
    )
  const rest: TreeNode[] = nowhere.length
    ? [
        {
          id: 'nowhere',
          label: t('people.no_unit'),
          end: t('people.count', { count: nowhere.length }),
          children: nowhere.map((u) => person(u, false)),
        },
      ]
    : []
  const open = (id: string) => {
    const [entity = '', key = ''] = id.split(':')
    if (entity === 'user') onPerson(key)
    else if (key) openPeek(entity, key)
  }
  return (
    <div className={style.tree}>
      <p className={style.hint}>
        {t('people.units_help')} <span className={style.keys}>{t('people.tree_keys')}</span>
      </p>
      <Tree label={t('people.show.units')} nodes={[...tops, ...rest]} onOpen={open} />
    </div>
  )
}

import { Archive, ArchiveRestore, Download, Merge, PencilLine, Trash2, UserRound, X } from 'lucide-react'
import type { Entity } from '../../api/types'
import { count as said } from '../../lib/fmt'
import { t } from '../../lib/words'
import { archives } from '../../meta/archives'
import { may } from '../../meta/may'
import { maxMerged, mayMerge } from '../../record/merge/may-merge'
import { openMerge } from '../../store/merge-wish'
import { Button, IconButton } from '../../ui/button'
import { confirm } from '../../ui/confirm'
import { Opens } from '../../ui/opens'
import { archivedOf } from '../bar/archived'
import { exportList } from '../bar/export-list'
import type { ViewState } from '../bar/view-state'
import type { Selection } from '../table/use-selection'
import style from './bulk.module.css'
import { saveRows } from './rows-csv'
import { runBulk, type Which, type Wish } from './run-bulk'

interface BulkBarProps {
  entity: Entity
  state: ViewState
  selection: Selection
  total: number | undefined
  exact: boolean
}

const load = () => import('./set-popover')
/** More than this goes into the trash only after a question. */
const many = 50

/** What can be done with all that is chosen. */
export function BulkBar({ entity, state, selection, total, exact }: BulkBarProps) {
  const { ids, all, clear } = selection
  const count = all && total !== undefined ? said(total, exact) : said(ids.size)
  const more = total !== undefined && (total > ids.size || !exact)
  const which: Which = all ? { where: state.where, archived: archivedOf(state) } : { ids: [...ids] }

  const run = (wish: Wish) => {
    clear()
    void runBulk(entity, which, wish)
  }
  const trash = async () => {
    const sure =
      (!all && ids.size <= many) ||
      (await confirm({
        title: t('bulk.delete_title', { count }),
        text: t('bulk.delete_text'),
        action: t('bulk.delete'),
        danger: true,
      }))
    if (sure) run({ delete: true })
  }
  const merge = async () => {
    if (await openMerge(entity.name, [...ids])) clear()
  }
  const setting = (label: string, icon: typeof X, only?: string) => (
    <Opens
      load={load}
      kind="dialog"
      trigger={(props) => (
        <Button {...props} kind="ghost" icon={icon} aria-label={label}>
          <span className={style.label}>{label}</span>
        </Button>
      )}
      body={({ SetPopover }, overlay) => (
        <SetPopover {...overlay} entity={entity} only={only} onSet={(set) => run({ set })} />
      )}
    />
  )
  const away = (back: boolean) => {
    const label = t(back ? 'archive.back' : 'archive.do')
    return (
      <Button
        kind="ghost"
        icon={back ? ArchiveRestore : Archive}
        aria-label={label}
        onClick={() => run({ archive: !back })}
      >
        <span className={style.label}>{label}</span>
      </Button>
    )
  }
  return (
    <div className={style.bar} role="toolbar" aria-label={t('bulk.label')}>
      <span className={style.count} aria-live="polite">
        {t('bulk.selected', { count })}
      </span>
      {/* A typed word is no rule: what it finds can be chosen only as far as it is loaded. */}
      {!all && more && !state.q && (
        <Button kind="ghost" onClick={selection.everything} className={style.all}>
          {t('bulk.select_all', { count: said(total, exact) })}
        </Button>
      )}
      <span className={style.rule} />
      {may(entity, 'change') && (
        <>
          {entity.traits.includes('own') && setting(t('bulk.assign'), UserRound, 'owner')}
          {setting(t('bulk.set'), PencilLine)}
        </>
      )}
      {may(entity, 'change') && archives(entity) && away(false)}
      {may(entity, 'change') && state.archived && archives(entity) && away(true)}
      {mayMerge(entity) && !all && ids.size > 1 && ids.size <= maxMerged && (
        <Button kind="ghost" icon={Merge} aria-label={t('bulk.merge')} onClick={() => void merge()}>
          <span className={style.label}>{t('bulk.merge')}</span>
        </Button>
      )}
      {may(entity, 'export') && (
        <Button
          kind="ghost"
          icon={Download}
          aria-label={t('bulk.export')}
          onClick={() => (all ? exportList(entity, state, 'csv') : saveRows(entity, ids, state.columns))}
        >
          <span className={style.label}>{t('bulk.export')}</span>
        </Button>
      )}
      {may(entity, 'delete') && (
        <Button kind="ghost" icon={Trash2} aria-label={t('bulk.delete')} className={style.danger} onClick={trash}>
          <span className={style.label}>{t('bulk.delete')}</span>
        </Button>
      )}
      <IconButton icon={X} label={t('bulk.clear')} keys="Escape" onClick={clear} />
    </div>
  )
}

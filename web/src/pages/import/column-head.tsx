import { ChevronDown, CircleHelp, Settings2 } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { Import } from '../../api/imports'
import type { Entity } from '../../api/types'
import { cx } from '../../lib/text'
import { t } from '../../lib/words'
import { IconButton } from '../../ui/button'
import { Opens } from '../../ui/opens'
import { FieldPick } from './field-pick'
import { hasOptions } from './kinds'
import { pointTo, wordsOf } from './map'
import style from './match.module.css'
import { partLabel } from './part-label'
import type { ImportDraft } from './use-import'

const ColumnOptions = lazy(() => import('./column-options').then((m) => ({ default: m.ColumnOptions })))
const loadPopover = () => import('../../ui/popover')

interface ColumnHeadProps {
  header: string
  import: Import
  entity: Entity
  draft: ImportDraft
}

/** The name of a column, the field it becomes, and how its cells are read. */
export function ColumnHead({ header, import: given, entity, draft }: ColumnHeadProps) {
  const column = draft.map.columns[header]
  const field = entity.fields[column?.to ?? '']
  const part = column?.part && field && partLabel(field.type, column.part)
  const label = field ? [field.label, part].filter(Boolean).join(': ') : t('import.skip_column')
  const sure = column?.confidence
  const weak = sure !== undefined && sure < 0.8
  return (
    <div className={style.head}>
      <span className={style.header} dir="auto" title={header}>
        {header}
      </span>
      <span className={style.target}>
        <Opens
          load={loadPopover}
          kind="listbox"
          trigger={(props) => (
            <button
              type="button"
              {...props}
              className={cx(style.to, !field && style.toNone)}
              aria-label={t('import.becomes', { header, field: label })}
            >
              <span className="cut">{label}</span>
              <ChevronDown size={14} aria-hidden />
            </button>
          )}
          body={({ Popover }, overlay) => (
            <Popover {...overlay} label={t('import.choose_field', { header })} className={style.pickBox}>
              <FieldPick
                header={header}
                entity={entity}
                map={draft.map}
                onPick={(target) => {
                  overlay.close()
                  draft.change(pointTo(draft.map, header, target, entity, wordsOf(given, header)))
                }}
              />
            </Popover>
          )}
        />
        {field && hasOptions(field) && (
          <Opens
            load={loadPopover}
            kind="dialog"
            trigger={(props) => (
              <IconButton {...props} label={t('import.options', { header })} icon={Settings2} small />
            )}
            body={({ Popover }, overlay) => (
              <Popover {...overlay} label={t('import.options', { header })}>
                <Suspense>
                  <ColumnOptions header={header} field={field} import={given} draft={draft} />
                </Suspense>
              </Popover>
            )}
          />
        )}
      </span>
      {field && weak && (
        <span className={style.unsure}>
          <CircleHelp size={13} aria-hidden /> {t('import.unsure')}
        </span>
      )}
    </div>
  )
}

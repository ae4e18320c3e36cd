import { Plus } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useRef } from 'react'
import { eyes } from '../../api/eyes'
import type { Entity, Field, Money, Row } from '../../api/types'
import { kindOf } from '../../fields'
import { homeCurrency } from '../../lib/money'
import { t } from '../../lib/words'
import { fieldsOf, useEntity } from '../../meta/use-meta'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import type { Draft } from './draft'
import { LineRow, typeOf } from './line-row'
import style from './lines.module.css'
import { isTable, pasted } from './paste'
import { PriceButton } from './price-button'
import { Sums } from './sums'
import { useLines } from './use-lines'

/** The lines of a record: worked on like a spreadsheet, stored with it in one step, its sums known while one types. */
export function Lines({ entity, row }: { entity: Entity; row: Row }) {
  const line = useEntity(entity.lines?.entity ?? '')
  return line && entity.lines ? <LinesPart key={row.id} entity={entity} row={row} line={line} /> : null
}

/** What says of which record a line is, where it stands and under which heading, is no column. */
const columnsOf = ({ lines }: Entity, line: Entity): Field[] =>
  fieldsOf(line, line.views.table).filter(
    ({ name }) => ![lines!.of, lines!.order, lines!.optional, lines!.heading].includes(name),
  )

/** They are of one currency: that of the first amount, and the company's own before there is one. */
const currencyOf = (drafts: readonly Draft[]): string =>
  drafts.flatMap(({ fields }) =>
    Object.values(fields).flatMap((value) =>
      value && typeof value === 'object' && 'cur' in value ? [(value as Money).cur] : [],
    ),
  )[0] ?? homeCurrency()

function LinesPart({ entity, row, line }: { entity: Entity; row: Row; line: Entity }) {
  const handle = useLines(entity, row, line)
  const table = useRef<HTMLTableElement>(null)
  const { drafts, refused, edited } = handle
  const stage = String(row.fields.stage ?? '')
  const locked = entity.lines!.locked.includes(stage)
  const mayWork = !eyes() && row.may.change !== false && row.deleted_ms === undefined
  const shown = locked || !mayWork
  const columns = columnsOf(entity, line)
  const cur = currencyOf(drafts)
  const title = line.fields[entity.lines!.of]?.back ?? line.label[1]

  const focus = (nth: number, column: number) =>
    requestAnimationFrame(() => {
      const cell = table.current?.querySelector<HTMLTableRowElement>(`tr[data-nth="${nth}"]`)?.cells[column]
      const input = cell?.querySelector('input')
      input?.focus()
      input?.select()
    })
  const keys = (event: KeyboardEvent) => {
    const at = placeOf(event.target)
    if (!at || event.nativeEvent.isComposing || event.altKey) return
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault()
      ;(event.target as HTMLElement).blur()
      requestAnimationFrame(() => table.current?.closest('section')?.querySelector<HTMLElement>('[data-save]')?.click())
      return
    }
    const list = (event.target as HTMLElement).getAttribute('aria-expanded') === 'true'
    const by = event.key === 'Enter' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0 || list || (event.key !== 'Enter' && (event.target as HTMLElement).role === 'combobox')) return
    event.preventDefault()
    if (at.nth + by === drafts.length) handle.add()
    focus(at.nth + by, at.column)
  }
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain')
    const at = placeOf(event.target)
    if (shown || !at || !isTable(text)) return
    event.preventDefault()
    pasted(text, columns, at.column, cur).forEach((fields, i) => {
      handle.change(drafts[at.nth + i]?.key ?? handle.add(), fields)
    })
  }
  if (handle.loading) return <Skeleton rows={3} />
  if (shown && drafts.length === 0 && !handle.error) return null
  return (
    <section className={style.part} aria-label={title}>
      <div className={style.head}>
        <h2>{title}</h2>
        {locked && mayWork && (
          <span className={style.note}>{t('lines.locked', { stage: entity.pipeline?.[stage]?.label ?? stage })}</span>
        )}
        {edited && <span className={style.note}>{t('lines.unsaved')}</span>}
      </div>
      {handle.error && <ErrorBox title={handle.error.message} />}
      {refused?.error && <ErrorBox title={refused.error} />}
      {drafts.length > 0 ? (
        <table ref={table} className={style.table} onKeyDown={keys} onPaste={paste} data-shown={shown || undefined}>
          <thead>
            <tr>
              {columns.map((field) => (
                <th key={field.name} scope="col" data-align={kindOf(field).align} data-type={typeOf(field)}>
                  {field.label}
                </th>
              ))}
              {!shown && <th aria-label={t('record.more')} />}
            </tr>
          </thead>
          <tbody>
            {drafts.map((draft, nth) => (
              <LineRow
                key={draft.key}
                entity={entity}
                line={line}
                handle={handle}
                draft={draft}
                nth={nth}
                columns={columns}
                shown={shown}
                cur={cur}
              />
            ))}
          </tbody>
        </table>
      ) : (
        <p className={style.empty}>{t('lines.empty')}</p>
      )}
      <div className={style.foot}>
        {!shown && (
          <Button
            kind="ghost"
            icon={Plus}
            onClick={() => {
              handle.add()
              focus(drafts.length, 0)
            }}
          >
            {t('lines.add')}
          </Button>
        )}
        {!shown && <PriceButton entity={entity} handle={handle} />}
        <Sums entity={entity} row={row} drafts={drafts} edited={edited} />
      </div>
      {edited && (
        <div className={style.save}>
          <Button kind="ghost" onClick={handle.discard}>
            {t('lines.discard')}
          </Button>
          <Button kind="primary" data-save disabled={handle.busy} onClick={() => void handle.save()}>
            {t('lines.save')}
          </Button>
        </div>
      )}
    </section>
  )
}

/** In which row and column the keys are. */
function placeOf(target: EventTarget): { nth: number; column: number } | undefined {
  const cell = target instanceof HTMLInputElement ? target.closest('td') : null
  const line = cell?.closest('tr')
  return cell && line?.dataset.nth ? { nth: Number(line.dataset.nth), column: cell.cellIndex } : undefined
}

import { useEffect, useRef } from 'react'
import type { Entity, Row } from '../api/types'
import { isBlank } from '../fields'
import { FieldValue } from '../fields/field-value'
import { saysPast } from '../lib/past'
import { isPerson } from '../meta/use-meta'
import { Avatar } from '../ui/bits'
import { PastMark } from '../ui/called'
import { lineOf } from './about'
import style from './record-head.module.css'

interface RecordHeadProps {
  entity: Entity
  row: Row
}

/** Who or what this is, in one glance. */
export function RecordHead({ entity, row }: RecordHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${row.title} · Kith`
  }, [row.title])
  useEffect(() => {
    const at = document.activeElement
    if (!at || at === document.body || at.closest('nav')) heading.current?.focus({ preventScroll: true })
  }, [])
  const badge = entity.face.badge ? entity.fields[entity.face.badge] : undefined
  // Where there is a path of stages, it says what the badge would.
  const shown = badge && !isBlank(row.fields[badge.name]) && !(entity.pipeline && badge.name === 'stage')
  return (
    <header className={style.head}>
      <Avatar name={row.title} size="large" person={isPerson(entity.name)} />
      <div className={style.who}>
        <div className={style.name}>
          <h1 ref={heading} tabIndex={-1} dir="auto" data-past={saysPast(row) && true}>
            {row.title}
          </h1>
          {shown && <FieldValue field={badge} row={row} dense />}
          <PastMark of={row} full />
        </div>
        <p className={style.line}>
          {lineOf(entity, row).map((field) => (
            <span key={field.name} data-tip={field.label}>
              <FieldValue field={field} row={row} />
            </span>
          ))}
        </p>
      </div>
    </header>
  )
}

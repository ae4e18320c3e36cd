import { useEffect, useState } from 'react'
import type { Entity, Row } from '../api/types'
import { t } from '../lib/words'
import { useMeta } from '../meta/use-meta'
import { iconOf } from '../ui/icons'
import { Tabs } from '../ui/tabs'
import { activitiesOf } from './about'
import style from './composer.module.css'
import { ComposerPane } from './composer-pane'
import { keptDraft } from './kept-draft'

interface ComposerProps {
  entity: Entity
  row: Row
  /** asked for from the head of the page: the kind to write, counted so that asking twice works */
  asked?: { kind: string; nth: number }
}

/** Where one writes what happened: a note, a call …, whatever can be about this record. */
export function Composer({ entity, row, asked }: ComposerProps) {
  const kinds = activitiesOf(useMeta(), entity)
  const [kind, setKind] = useState(() => keptDraft(row.entity, row.id)?.kind ?? '')
  const link = kinds.find((k) => k.entity.name === kind) ?? kinds[0]

  useEffect(() => {
    if (asked) setKind(asked.kind)
  }, [asked])

  if (!link) return null
  const tabs = kinds.map(({ entity: { name, label, icon } }) => {
    const Icon = iconOf(icon)
    return {
      id: name,
      label: (
        <>
          <Icon size={15} strokeWidth={1.75} aria-hidden /> {label[0]}
        </>
      ),
    }
  })
  return (
    <section className={style.composer} aria-label={t('composer.title')}>
      <Tabs label={t('composer.kind')} tabs={tabs} selected={link.entity.name} onSelect={setKind} panel="composer" />
      <div id="composer" role="tabpanel" aria-label={link.entity.label[0]}>
        <ComposerPane
          key={link.entity.name}
          link={link}
          row={row}
          focus={asked?.kind === link.entity.name ? asked.nth : 0}
        />
      </div>
    </section>
  )
}

import { useState } from 'react'
import type { Entity } from '../../api/types'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import type { Overlay } from '../../ui/opens'
import { Popover } from '../../ui/popover'
import { TextArea } from '../../ui/text-field'
import { byHand, FieldList } from './field-list'
import style from './filter.module.css'
import { FilterEditor } from './filter-editor'
import { isWritten, type Part } from './rule-text'
import { SegmentEditor } from './segment-editor'
import { segmentIn, segmentPart } from './segments'

interface FilterPopoverProps extends Overlay {
  entity: Entity
  /** undefined: a new one */
  part: Part | undefined
  onChange: (part: Part) => void
  onRemove?: () => void
}

/** One condition: which field, what of it. */
export function FilterPopover({ anchor, close, entity, part, onChange, onRemove }: FilterPopoverProps) {
  const written = part && isWritten(part)
  const [segment, setSegment] = useState(part && segmentIn(part))
  const [name, setName] = useState(written ? byHand : part && 'field' in part ? part.field : undefined)
  const field = name === undefined ? undefined : entity.fields[name]
  const remove =
    onRemove &&
    (() => {
      close()
      onRemove()
    })
  return (
    <Popover anchor={anchor} close={close} label={t('filter.title')} className={style.popover}>
      {segment ? (
        <SegmentEditor
          entity={entity.name}
          said={segment}
          onChange={(said) => {
            setSegment(said)
            onChange(segmentPart(said))
          }}
          onRemove={remove}
          onDone={close}
        />
      ) : name === byHand ? (
        <Written
          text={written ? part.text : ''}
          onChange={(text) => onChange({ text })}
          onRemove={remove}
          close={close}
        />
      ) : field ? (
        <FilterEditor
          field={field}
          term={part && !written && part.field === name ? part : undefined}
          onChange={onChange}
          onRemove={remove}
          onDone={close}
        />
      ) : (
        <FieldList
          entity={entity}
          onPick={setName}
          onSegment={(id) => {
            onChange(segmentPart({ id, not: false }))
            close()
          }}
        />
      )}
    </Popover>
  )
}

interface WrittenProps {
  text: string
  onChange: (text: string) => void
  onRemove?: () => void
  close: () => void
}

/** A rule in words of the rule language, for what chips cannot say. */
function Written({ text, onChange, onRemove, close }: WrittenProps) {
  const [typed, setTyped] = useState(text)
  const apply = () => {
    if (typed.trim()) onChange(typed.trim())
    close()
  }
  return (
    <div className={style.editor}>
      <TextArea
        label={t('filter.rule')}
        doc={t('filter.rule_help')}
        className={style.rule}
        value={typed}
        onChange={setTyped}
        autoFocus
        spellCheck={false}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) apply()
        }}
      />
      <div className={style.editorFoot}>
        {onRemove && (
          <Button kind="ghost" onClick={onRemove}>
            {t('filter.remove')}
          </Button>
        )}
        <Button kind="primary" onClick={apply}>
          {t('filter.done')}
        </Button>
      </div>
    </div>
  )
}

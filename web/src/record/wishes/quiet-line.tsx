import { Trash2 } from 'lucide-react'
import { useEffect } from 'react'
import type { Entity, Fault, Fields } from '../../api/types'
import { t } from '../../lib/words'
import { fieldsOf } from '../../meta/use-meta'
import { IconButton } from '../../ui/button'
import { DraftFields } from '../draft-fields'
import { useDraftRecord } from '../use-draft-record'
import { type Quiet, quietFields } from './wishes'
import style from './wishes.module.css'

interface QuietLineProps {
  entity: Entity
  quiet: Quiet
  faults: readonly Fault[]
  autoFocus: boolean
  /** tells the dialog how to read what was said here */
  register: (read: () => Fields) => void
  onRemove: () => void
}

/** Hours of one channel, or of all: from when until when, on which days, by whose clock. */
export function QuietLine({ entity, quiet, faults, autoFocus, register, onRemove }: QuietLineProps) {
  const draft = useDraftRecord(quiet.fields)
  useEffect(() => {
    register(draft.now)
  })
  const own = faults
    .filter(({ at }) => at.startsWith(`${quiet.key}.`))
    .map((fault) => ({ ...fault, at: fault.at.slice(quiet.key.length + 1) }))
  // Their help stands once, above.
  const fields = fieldsOf(entity, quietFields).map((field) => ({ ...field, doc: undefined }))
  return (
    <div className={style.quiet} data-field={quiet.key} role="group" aria-label={t('wishes.quiet')}>
      <DraftFields fields={fields} draft={draft} faults={own} columns autoFocus={autoFocus} />
      <IconButton icon={Trash2} label={t('wishes.remove_quiet')} onClick={onRemove} />
    </div>
  )
}

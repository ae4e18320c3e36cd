import { useEffect, useId, useState } from 'react'
import type { Entity, Fault, Fields } from '../api/types'
import { isBlank } from '../fields'
import { t } from '../lib/words'
import { fieldsOf, isPerson } from '../meta/use-meta'
import { Avatar } from '../ui/bits'
import { iconOf } from '../ui/icons'
import type { Into, Make } from './convert-dialog'
import { DraftFields } from './draft-fields'
import style from './steps.module.css'
import { useDraftRecord } from './use-draft-record'

interface ConvertStepProps {
  make: Make
  entity: Entity
  faults: readonly Fault[]
  /** tells the dialog how to read what was chosen here */
  register: (read: () => Into) => void
}

/** One record to be: take the one that is there, make a new one, or leave it out. */
export function ConvertStep({ make, entity, faults, register }: ConvertStepProps) {
  const name = useId()
  const [first] = make.matches
  const [how, setHow] = useState<string>(first ? first.id : 'new')
  const draft = useDraftRecord(make.fields)
  useEffect(() => {
    register(() => {
      if (how === 'none') return null
      if (how !== 'new') return { id: how }
      return {
        fields: Object.fromEntries(Object.entries(draft.now()).filter(([, value]) => !isBlank(value))) as Fields,
      }
    })
  })
  const Icon = iconOf(entity.icon)
  // "deal.name": the name of the deal, not of the contact.
  const own = faults
    .filter((f) => f.at.startsWith(`${make.as}.`))
    .map((f) => ({ ...f, at: f.at.slice(make.as.length + 1) }))
  const names = [...(entity.views.create ?? []), ...Object.keys(make.fields)]
  // References to what the other steps make are filled in by the server.
  const fields = fieldsOf(entity, [...new Set(names)]).filter(
    (f) => !f.readonly && f.name !== 'owner' && (f.type !== 'ref' || !isBlank(make.fields[f.name])),
  )
  const option = (id: string, label: string, avatar?: string) => (
    <label key={id} className={style.option} data-on={how === id || undefined}>
      <input type="radio" name={name} checked={how === id} onChange={() => setHow(id)} />
      {avatar && <Avatar name={avatar} person={isPerson(entity.name)} />}
      <span dir="auto">{label}</span>
    </label>
  )
  return (
    <fieldset className={style.step}>
      <legend>
        <Icon size={16} strokeWidth={1.75} aria-hidden /> {entity.label[0]}
      </legend>
      {(make.matches.length > 0 || make.optional) && (
        <div className={style.options}>
          {make.matches.map((match) => option(match.id, t('convert.use', { title: match.title }), match.title))}
          {option('new', t('convert.new'))}
          {make.optional && option('none', t('convert.none'))}
        </div>
      )}
      {how === 'new' && (
        <div data-field={make.as}>
          <DraftFields fields={fields} draft={draft} faults={own} columns />
        </div>
      )}
    </fieldset>
  )
}

import { lazy, Suspense, useState } from 'react'
import { number } from '../../../../lib/fmt'
import { t } from '../../../../lib/words'
import { NumberField } from '../../../../ui/text-field'
import { useFits } from '../../rights/use-fits'
import edit from '../edit.module.css'
import type { Draft } from '../use-draft'
import { RulePart, WordSheet } from '../word-sheet'
import { pieceOf, saidOf } from './pieces'

const FieldOrder = lazy(() => import('../field-order').then((m) => ({ default: m.FieldOrder })))

interface PieceSheetProps {
  draft: Draft
  field: string
  onClose: () => void
}

/** One field that is wanted: how much it counts, what does as well, of which records. */
export function PieceSheet({ draft, field, onClose }: PieceSheetProps) {
  const said = pieceOf(field, draft.get('complete', field) ?? 10)
  const [typed, setTyped] = useState(number(said.weight))
  const [weight, setWeight] = useState<number | undefined>(said.weight)
  const [or, setOr] = useState(said.or)
  const [when, setWhen] = useState(said.when)
  const { fault } = useFits(draft.entity, when)
  const delivered = draft.delivered('complete', field)
  const ready = weight !== undefined && weight >= 1 && weight <= 100 && Number.isInteger(weight) && !fault
  const put = (value: Parameters<typeof draft.put>[1]) => {
    draft.put(['complete', field], value)
    onClose()
  }
  const use = () => {
    // Over what was delivered an empty one is said, too: what is not said stays as it was.
    if (ready && typeof delivered === 'object' && delivered) put({ weight, or, when: when.trim() || null })
    else if (ready) put(saidOf({ weight, or, when }))
  }
  return (
    <WordSheet
      draft={draft}
      at={['complete', field]}
      title={draft.fieldLabel(field)}
      ready={ready}
      onUse={use}
      onRemove={() => put(delivered === undefined ? undefined : null)}
      onReset={() => put(undefined)}
      from={draft.kind?.from['']}
      onClose={onClose}
    >
      <NumberField
        label={t('studio.weight')}
        doc={t('studio.weight_help')}
        value={typed}
        error={ready || fault ? undefined : t('studio.weight_fault')}
        onChange={(text, value) => {
          setTyped(text)
          setWeight(value ?? undefined)
        }}
      />
      <section className={edit.group} aria-label={t('studio.instead')}>
        <h3>{t('studio.instead')}</h3>
        <p className={edit.note}>{t('studio.instead_help')}</p>
        <Suspense>
          <FieldOrder
            draft={draft}
            label={t('studio.instead')}
            names={or}
            among={draft.fields.filter((name) => name !== field)}
            most={3}
            onChange={setOr}
          />
        </Suspense>
      </section>
      <RulePart draft={draft} label={t('studio.key.when')} rule={when} fault={fault} onChange={setWhen} />
    </WordSheet>
  )
}

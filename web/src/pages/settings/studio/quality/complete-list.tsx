import { ListChecks } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { list, number, percent } from '../../../../lib/fmt'
import { t, withWords } from '../../../../lib/words'
import { Select } from '../../../../ui/lazy'
import edit from '../edit.module.css'
import studio from '../studio.module.css'
import type { Draft } from '../use-draft'
import { type Piece, piecesOf, shareOf } from './pieces'
import style from './quality.module.css'

const Example = lazy(() => import('./example').then((m) => ({ default: m.Example })))
const PieceSheet = lazy(() =>
  withWords('rights', withWords('lists', import('./piece-sheet'))).then((m) => ({ default: m.PieceSheet })),
)

/** The fields that are wanted, each by its weight; and how complete a record of today would be. */
export function CompleteList({ draft }: { draft: Draft }) {
  const [open, setOpen] = useState<string>()
  const pieces = piecesOf(draft.get('complete'))
  const wanted = new Set(pieces.map(({ field }) => field))
  const rest = draft.fields.filter((name) => !wanted.has(name) && draft.get('fields', name, 'hidden') !== true)
  return (
    <section className={style.section} aria-labelledby="complete">
      <h2 id="complete">{t('studio.complete')}</h2>
      <p className={edit.help}>{t('studio.complete_help')}</p>
      <ul className={studio.lines}>
        {pieces.map((piece) => (
          <li key={piece.field}>
            <Line draft={draft} piece={piece} share={shareOf(piece, pieces)} onOpen={() => setOpen(piece.field)} />
          </li>
        ))}
      </ul>
      <div className={style.add}>
        <Select
          label={t('studio.complete_add')}
          hideLabel
          placeholder={t('studio.complete_add')}
          options={rest.map((id) => ({ id, label: draft.fieldLabel(id) }))}
          value={null}
          onChange={(name) => {
            if (name === null) return
            draft.put(['complete', name], 10)
            setOpen(name)
          }}
        />
      </div>
      {pieces.length > 0 && (
        <Suspense>
          <Example draft={draft} pieces={pieces} />
        </Suspense>
      )}
      {open && (
        <Suspense>
          <PieceSheet draft={draft} field={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </section>
  )
}

interface LineProps {
  draft: Draft
  piece: Piece
  share: number
  onOpen: () => void
}

function Line({ draft, piece: { field, weight, or, when }, share, onOpen }: LineProps) {
  const faulty = draft.problems.some((p) => `${p.at}.`.startsWith(`complete.${field}.`))
  return (
    <button
      type="button"
      className={studio.line}
      onClick={onOpen}
      data-faulty={faulty || undefined}
      data-changed={draft.changed('complete', field) || undefined}
    >
      <ListChecks size={16} aria-hidden />
      <span className={studio.lineText}>
        <strong dir="auto" className="name">
          {list([field, ...or].map(draft.fieldLabel), 'disjunction')}
        </strong>
        {when && <code dir="ltr">{when}</code>}
      </span>
      <span className={style.weight}>
        <span>{number(weight)}</span>
        <span className={style.bar} aria-hidden>
          <i style={{ inlineSize: `${share}%` }} />
        </span>
        <span className="quiet">{percent(share)}</span>
      </span>
    </button>
  )
}

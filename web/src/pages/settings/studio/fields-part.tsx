import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { cx, matches } from '../../../lib/text'
import { t } from '../../../lib/words'
import { Empty, Pill } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { TextField } from '../../../ui/text-field'
import edit from './edit.module.css'
import { fieldFrom } from './field-facts'
import { typeIcon, typeLabel } from './field-types'
import { MakingNote } from './making-note'
import { FromPill } from './origin'
import style from './studio.module.css'
import type { Draft } from './use-draft'

const FieldSheet = lazy(() => import('./field-sheet').then((m) => ({ default: m.FieldSheet })))
const AddField = lazy(() => import('./add-field').then((m) => ({ default: m.AddField })))

/** All fields of a kind: what each is called, what can stand in it, whose it is. */
export function FieldsPart({ draft }: { draft: Draft }) {
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState<string>()
  const [adding, setAdding] = useState(false)
  const found = draft.fields.filter((name) => matches(`${draft.fieldLabel(name)} ${name}`, typed))
  const isHidden = (name: string) => draft.get('fields', name, 'hidden') === true
  const sorted = [...found.filter((name) => !isHidden(name)), ...found.filter(isHidden)]
  return (
    <div className={style.part}>
      <MakingNote />
      <p className={edit.help}>{t('studio.fields_help')}</p>
      <div className={style.tools}>
        <TextField
          type="search"
          label={t('studio.find_field')}
          hideLabel
          placeholder={t('studio.find_field')}
          className={style.find}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
        />
        <Button kind="primary" icon={Plus} onClick={() => setAdding(true)}>
          {t('studio.field_new')}
        </Button>
      </div>
      {sorted.length === 0 && <Empty title={t('ui.nothing_found')} />}
      <ul className={style.lines}>
        {sorted.map((name) => {
          const type = String(draft.get('fields', name, 'type') ?? '')
          const Icon = typeIcon(type)
          const from = fieldFrom(draft, name)
          const faulty = draft.problems.some((p) => `${p.at}.`.startsWith(`fields.${name}.`))
          return (
            <li key={name}>
              <button
                type="button"
                className={cx(style.line, isHidden(name) && style.dim)}
                onClick={() => setOpen(name)}
                data-faulty={faulty || undefined}
                data-changed={draft.changed('fields', name) || undefined}
              >
                <Icon size={16} aria-hidden />
                <span className={style.lineText}>
                  <strong dir="auto" className="name">
                    {draft.fieldLabel(name)}
                  </strong>
                  <small>{typeLabel(type)}</small>
                </span>
                <span className={style.pills}>
                  {draft.get('fields', name, 'required') === true && <Pill>{t('studio.required_short')}</Pill>}
                  {isHidden(name) && <Pill>{t('studio.hidden')}</Pill>}
                  {from !== 'site' && draft.said('fields', name) && <Pill hue={185}>{t('studio.said_by_us')}</Pill>}
                  <FromPill from={from} />
                </span>
              </button>
            </li>
          )
        })}
      </ul>
      <Suspense>
        {open && draft.get('fields', open) !== undefined && (
          <FieldSheet draft={draft} field={open} onClose={() => setOpen(undefined)} />
        )}
        {adding && <AddField draft={draft} onClose={() => setAdding(false)} />}
      </Suspense>
    </div>
  )
}

import { Suspense, useRef, useState } from 'react'
import { targets } from '../../api/api'
import type { Value } from '../../api/types'
import { isBlank, kindOf } from '../../fields'
import { t } from '../../lib/words'
import { Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import type { Asked, Entered } from './needs'
import style from './needs.module.css'

/** Only the fields a stage needs, before the record may go there. */
export function NeedsDialog({ row, to, fields, faults, answer }: Asked) {
  const [entered, setEntered] = useState<Entered>({ patch: {}, refs: {} })
  // What counts on submit: a field that is left by it hands its value over in the same moment.
  const latest = useRef(entered)
  const [tried, setTried] = useState(false)
  const now = (name: string) => latest.current.patch[name] ?? row.fields[name] ?? null
  const put = (name: string, value: Value | undefined, title = '', entity = '') => {
    const { patch, refs } = latest.current
    const ref = typeof value === 'string' && title ? { [name]: { id: value, title, entity } } : {}
    latest.current = { patch: { ...patch, [name]: value ?? null }, refs: { ...refs, ...ref } }
    setEntered(latest.current)
  }
  const submit = () => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    setTried(true)
    if (fields.every((field) => !isBlank(now(field.name)))) answer(latest.current)
  }
  const foot = (
    <>
      <Button onClick={() => answer(undefined)}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit>
        {t('board.move_here', { stage: to })}
      </Button>
    </>
  )
  return (
    <Dialog
      title={t('board.needs_title', { stage: to })}
      width={420}
      onClose={() => answer(undefined)}
      onSubmit={submit}
      foot={foot}
    >
      <p className={style.about} dir="auto">
        {row.title}
      </p>
      <Suspense fallback={<Skeleton rows={fields.length} tall />}>
        <div className={style.fields}>
          {fields.map((field, i) => {
            const { Edit } = kindOf(field)
            const fault = faults.find((f) => f.at === field.name && now(f.at) === (row.fields[f.at] ?? null))
            return (
              <Edit
                key={field.name}
                field={field}
                value={now(field.name)}
                row={{ fields: { ...row.fields, ...entered.patch }, refs: { ...row.refs, ...entered.refs } }}
                required
                autoFocus={i === 0}
                fault={fault?.text ?? (tried && isBlank(now(field.name)) ? t('ui.required') : undefined)}
                onDone={(value: Value, title?: string) => put(field.name, value, title, targets(field)[0])}
              />
            )
          })}
        </div>
      </Suspense>
    </Dialog>
  )
}

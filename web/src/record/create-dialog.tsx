import { lazy, Suspense, useEffect, useState } from 'react'
import { setSearch, usePlace } from '../lib/router'
import { useMeta } from '../meta/use-meta'
import { type NewRecord, openCreate, whenNewRecord } from '../store/new-record'

export { openCreate }

const CreateForm = lazy(() => import('./create-form').then((m) => ({ default: m.CreateForm })))

/** Stands once in the shell; what is asked for while a dialog is open lies over it (a reference made on the way). */
export function CreateDialogs() {
  const [asked, setAsked] = useState<NewRecord[]>([])
  const { entities } = useMeta()
  const { path, search } = usePlace()
  useEffect(
    () =>
      whenNewRecord((wanted) => {
        const from = document.activeElement
        const answer: NewRecord['answer'] = (made) => {
          wanted.answer(made)
          // Back to whoever asked, unless the focus has already found a place.
          setTimeout(() => {
            if (from instanceof HTMLElement && from.isConnected && document.activeElement === document.body)
              from.focus()
          }, 50)
        }
        setAsked((all) => [...all, { ...wanted, answer }])
      }),
    [],
  )

  // "/deal?new=1": a link that opens the list with the form.
  const named = search.get('new') ? entities[path.slice(1)] : undefined
  useEffect(() => {
    if (!named) return
    setSearch({ new: null })
    void openCreate(named.name)
  }, [named])

  return asked.map((wanted, i) => {
    const entity = entities[wanted.entity]
    const close = (made?: Parameters<NewRecord['answer']>[0]) => {
      setAsked((all) => all.filter((other) => other !== wanted))
      wanted.answer(made)
    }
    return (
      entity && (
        <Suspense key={i}>
          <CreateForm entity={entity} wanted={wanted} onClose={close} />
        </Suspense>
      )
    )
  })
}

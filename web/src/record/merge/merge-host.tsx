import { lazy, Suspense, useEffect, useState } from 'react'
import { withWords } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { type MergeWish, whenMerge } from '../../store/merge-wish'

const MergeDialog = lazy(() => withWords('merge', import('./merge-dialog')).then((m) => ({ default: m.MergeDialog })))

/** Stands once in the shell: a merge may be asked for from a list, a record, or a form. */
export function MergeHost() {
  const { entities } = useMeta()
  const [wish, setWish] = useState<MergeWish>()
  useEffect(() => whenMerge(setWish), [])
  const entity = wish && entities[wish.entity]
  if (!wish || !entity) return null
  return (
    <Suspense>
      <MergeDialog
        entity={entity}
        ids={wish.ids}
        into={wish.into}
        onClose={(made) => {
          setWish(undefined)
          wish.answer(made)
        }}
      />
    </Suspense>
  )
}

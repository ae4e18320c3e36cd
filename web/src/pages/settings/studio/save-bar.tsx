import { lazy, Suspense, useEffect, useState } from 'react'
import { askBeforeLeaving } from '../../../lib/router'
import { t } from '../../../lib/words'
import { Button } from '../../../ui/button'
import { confirm } from '../../../ui/confirm'
import style from './studio.module.css'
import type { Draft } from './use-draft'

const ReviewDialog = lazy(() => import('./review-dialog').then((m) => ({ default: m.ReviewDialog })))

/** At the foot while something is about to change. */
export function SaveBar({ draft }: { draft: Draft }) {
  const [open, setOpen] = useState(false)
  const count = draft.edits.size
  useEffect(
    () =>
      askBeforeLeaving(() =>
        confirm({
          title: t('studio.leave_title'),
          text: t('studio.leave_text', { count }),
          action: t('studio.leave'),
          danger: true,
        }),
      ),
    [count],
  )
  return (
    <div className={style.bar}>
      <strong role="status">{t('studio.unsaved', { count })}</strong>
      <Button onClick={draft.discard}>{t('studio.discard')}</Button>
      <Button kind="primary" onClick={() => setOpen(true)}>
        {t('studio.review')}
      </Button>
      {open && (
        <Suspense>
          <ReviewDialog
            documents={draft.documents}
            base={{ [draft.entity]: draft.base }}
            onProblems={draft.setProblems}
            onSaved={draft.discard}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </div>
  )
}

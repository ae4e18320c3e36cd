import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../../../api/api'
import { saidBy } from '../../../../api/use-ask'
import { settings } from '../../../../lib/settings'
import { isolated } from '../../../../lib/text'
import { t } from '../../../../lib/words'
import { useMeta } from '../../../../meta/use-meta'
import { ErrorBox, Skeleton } from '../../../../ui/bits'
import { Button } from '../../../../ui/button'
import { Dialog } from '../../../../ui/lazy'
import { studioKey } from '../api'
import { ChangeList } from '../change-list'
import edit from '../edit.module.css'
import { namesOf } from '../names'
import { packTitle } from '../pack-name'
import { type PackPlan, type PackWish, packs, problemsOfPacks } from '../packs-api'
import { PlanFacts } from '../plan-facts'
import { forbids, ProblemList } from '../problem-list'
import { type Doc, isDoc } from '../sheet'
import { offerUndo } from '../undo'
import { ConflictList } from './conflict-list'
import { inLanguage } from './in-language'
import style from './packs.module.css'

type Kind = 'install' | 'upgrade' | 'remove'

const kindOf = ({ pack }: PackPlan): Kind => (!pack?.version ? 'remove' : pack.was ? 'upgrade' : 'install')

function titleOf(plan: PackPlan | undefined): string {
  if (!plan?.pack) return t('studio.pack')
  const { was, version } = plan.pack
  return t(`studio.pack_title.${kindOf(plan)}`, { pack: packTitle(plan.pack), was: was ?? '', version: version ?? '' })
}

/** Documents of a pack, by what they speak of: for the names that nobody knows yet. */
const documentsOf = (wish: PackWish): Record<string, Doc> =>
  'remove' in wish
    ? {}
    : Object.fromEntries(Object.entries(wish.pack.documents).filter((e): e is [string, Doc] => isDoc(e[1])))

interface PackDialogProps {
  wish: PackWish
  onClose: () => void
}

/** What a pack brings, changes or takes along, before it holds; where the company says otherwise it chooses, place by place. */
export function PackDialog({ wish: asked, onClose }: PackDialogProps) {
  const cache = useQueryClient()
  const { entities } = useMeta()
  const [take, setTake] = useState<readonly string[]>([])
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const wish: PackWish = 'remove' in asked ? asked : { ...asked, take: [...take] }
  const {
    data: plan,
    error,
    isPlaceholderData,
  } = useQuery({
    queryKey: [...studioKey, 'pack-plan', 'remove' in asked ? asked.remove : asked.pack, take],
    queryFn: ({ signal }) => packs.plan(wish, signal),
    enabled: !busy,
    retry: false,
    gcTime: 0,
    placeholderData: keepPreviousData,
  })
  const documents = documentsOf(asked)
  const names = namesOf(entities, inLanguage(documents, settings().language))
  const isForbidden = plan?.problems.some(forbids) ?? false
  const isSame = plan !== undefined && !isForbidden && plan.changes.length === 0

  const apply = async () => {
    if (!plan || isForbidden || isSame || busy) return
    setBusy(true)
    setRefused(undefined)
    try {
      const { change } = await packs.apply(wish, plan.stamp)
      onClose()
      if (change) offerUndo(cache, change)
      await Promise.all([studioKey, ['meta']].map((queryKey) => cache.invalidateQueries({ queryKey: [...queryKey] })))
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setRefused(isolated(saidBy(reason)))
      if (reason.status === 409) await cache.invalidateQueries({ queryKey: studioKey })
    } finally {
      setBusy(false)
    }
  }
  const kind = plan && kindOf(plan)
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.back')}</Button>
      <Button
        kind={kind === 'remove' ? 'danger' : 'primary'}
        submit
        busy={busy || isPlaceholderData}
        disabled={!plan || isForbidden || isSame}
      >
        {t(`studio.pack_do.${kind ?? 'install'}`)}
      </Button>
    </>
  )
  return (
    <Dialog title={titleOf(plan)} onClose={onClose} onSubmit={() => void apply()} foot={foot} width={660}>
      <div className={edit.parts}>
        {error && <ErrorBox title={error instanceof ApiError ? isolated(saidBy(error)) : error.message} />}
        {refused && <ErrorBox title={refused} />}
        {!plan && !error && <Skeleton rows={4} />}
        {plan && (
          <>
            {plan.pack?.doc && (
              <p className={edit.help} dir="auto">
                {plan.pack.doc}
              </p>
            )}
            {kind === 'remove' && !isForbidden && <p>{t('studio.pack_remove_help')}</p>}
            {isForbidden && <ProblemList problems={plan.problems} names={names} more={problemsOfPacks} />}
            {plan.conflicts.length > 0 && (
              <ConflictList
                conflicts={plan.conflicts}
                names={names}
                take={take}
                onTake={(at, taken) => setTake(taken ? [...take, at] : take.filter((one) => one !== at))}
              />
            )}
            {plan.changes.length > 0 && (
              <section className={style.changes}>
                <h3>{t('studio.pack_changes')}</h3>
                <ChangeList changes={plan.changes} documents={inLanguage(documents, settings().language)} />
              </section>
            )}
            {isSame && <p>{t('studio.pack_same')}</p>}
            {!isForbidden && <ProblemList problems={plan.problems} names={names} more={problemsOfPacks} />}
            {!isSame && plan.pack && <PlanFacts plan={plan} />}
          </>
        )}
      </div>
    </Dialog>
  )
}

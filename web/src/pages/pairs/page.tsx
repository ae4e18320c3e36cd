import { CopyCheck } from 'lucide-react'
import { useRef, useState } from 'react'
import { ApiError, post } from '../../api/api'
import type { Entity } from '../../api/types'
import { saidBy } from '../../api/use-ask'
import { count } from '../../lib/fmt'
import { useShortcuts } from '../../lib/keys'
import { navigate, type PageProps, setSearch, usePlace } from '../../lib/router'
import { t } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { maxMerged } from '../../record/merge/may-merge'
import { PageSheet } from '../../shell/page-sheet'
import { openMerge } from '../../store/merge-wish'
import { offerUndo } from '../../store/undo'
import { Empty, ErrorBox, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Select } from '../../ui/lazy'
import { toast } from '../../ui/toast'
import { PairCard } from './pair-card'
import { isRunning, type Pair, together, usePairs } from './pairs'
import style from './pairs.module.css'
import { RunLine } from './run-line'

/** Records that may be one, a kind at a time, the surest first. */
export function Page({ params }: PageProps) {
  const { entities } = useMeta()
  const where = usePlace().search.get('where') ?? undefined
  const choices = Object.values(entities).filter((entity) => entity.pairs)
  const entity = choices.find((one) => one.name === params.entity) ?? (params.entity ? undefined : choices[0])
  if (!entity) return <Empty title={t('page.unknown')} />
  return <Pairs key={`${entity.name} ${where}`} entity={entity} choices={choices} where={where} />
}

function Pairs({ entity, choices, where }: { entity: Entity; choices: Entity[]; where?: string }) {
  const { first, error, pairs: found, more, busy, again } = usePairs(entity.name, where)
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const pairs = found.filter((pair) => !gone.has(pair.id))
  const box = useRef<HTMLUListElement>(null)

  const cards = () => [...(box.current?.querySelectorAll<HTMLElement>('[data-pair]') ?? [])]
  const at = () => cards().findIndex((card) => card.contains(document.activeElement))
  const go = (step: number) => {
    const all = cards()
    const from = at()
    all[from < 0 ? 0 : Math.max(0, Math.min(all.length - 1, from + step))]?.focus()
  }
  /** The next one takes the focus of one that goes. */
  const leave = (pair: Pair) => {
    const here = cards().findIndex((card) => card.dataset.pair === pair.id)
    setGone((old) => new Set([...old, pair.id]))
    requestAnimationFrame(() => {
      const left = cards()
      left[Math.min(here, left.length - 1)]?.focus()
    })
  }
  const merge = async (pair: Pair, ids: string[]) => {
    const made = await openMerge(entity.name, ids)
    if (!made) return
    leave(pair)
    void again()
  }
  const say = (pair: Pair, apart: boolean) => post(`${entity.name}/pairs/${pair.id}`, { apart })
  const part = async (pair: Pair) => {
    leave(pair)
    try {
      await say(pair, true)
    } catch (reason) {
      setGone((old) => new Set([...old].filter((id) => id !== pair.id)))
      toast(reason instanceof ApiError ? saidBy(reason) : String(reason), { tone: 'danger' })
      return
    }
    const [one, other] = pair.rows
    offerUndo({
      done: t('pairs.apart_done', { one: one.title, other: other.title }),
      undo: async () => {
        await say(pair, false)
        setGone((old) => new Set([...old].filter((id) => id !== pair.id)))
        await again()
      },
    })
  }
  const here = () => {
    const card = cards()[at()]
    return card && pairs.find((pair) => pair.id === card.dataset.pair)
  }
  const onHere = (may: keyof Pair, run: (pair: Pair) => Promise<void>) => () => {
    const pair = here()
    if (pair?.[may]) void run(pair)
  }
  useShortcuts([
    { keys: 'KeyJ', label: t('pairs.next'), run: () => go(1) },
    { keys: 'KeyK', label: t('pairs.previous'), run: () => go(-1) },
    {
      keys: 'KeyM',
      label: t('pairs.merge'),
      run: onHere('may_merge', (pair) =>
        merge(
          pair,
          pair.rows.map((row) => row.id),
        ),
      ),
    },
    { keys: 'KeyX', label: t('pairs.apart'), run: onHere('may_part', part) },
  ])

  return (
    <PageSheet
      title={t('pairs.title')}
      count={first && first.count > 0 ? count(first.count, first.exact) : undefined}
      end={
        <Select
          label={t('pairs.entity')}
          hideLabel
          className={style.picker}
          options={choices.map(({ name, label }) => ({ id: name, label: label[1] }))}
          value={entity.name}
          onChange={(name) => navigate(`/duplicates/${name}`)}
        />
      }
      padded
    >
      <div className={style.page}>
        {error && <ErrorBox title={error instanceof ApiError ? saidBy(error) : error.message} />}
        {!first && !error && <Skeleton rows={6} tall />}
        {where && (
          <p className={style.said}>
            {t('pairs.some')}{' '}
            <button type="button" className="link" onClick={() => setSearch({ where: null })}>
              {t('pairs.all')}
            </button>
          </p>
        )}
        {first && <RunLine entity={entity} run={first.run} mayFind={first.may_find} onChange={() => void again()} />}
        {first && pairs.length === 0 && !isRunning(first.run) && (first.run || !first.may_find) && (
          <Empty icon={CopyCheck} title={t('pairs.none')}>
            {t('pairs.none_help')}
          </Empty>
        )}
        <ul ref={box} className={style.list} aria-label={t('pairs.list')}>
          {pairs.map((pair) => (
            <PairCard
              key={pair.id}
              entity={entity}
              pair={pair}
              all={together(pairs, pair, maxMerged)}
              onMerge={(ids) => void merge(pair, ids)}
              onPart={() => void part(pair)}
            />
          ))}
        </ul>
        {more && (
          <div>
            <Button busy={busy} onClick={() => void more()}>
              {t('list.more')}
            </Button>
          </div>
        )}
      </div>
    </PageSheet>
  )
}

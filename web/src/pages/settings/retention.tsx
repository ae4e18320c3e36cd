import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense } from 'react'
import { ApiError, get, post, put } from '../../api/api'
import { saidBy } from '../../api/use-ask'
import { count, number } from '../../lib/fmt'
import { t, type WordKey } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { offerUndo } from '../../store/undo'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { Select } from '../../ui/lazy'
import { toast } from '../../ui/toast'
import { Part } from './part'
import style from './settings.module.css'
import { SettingsSheet } from './settings-sheet'

/** Days by what is kept; of history by entity, of the trail by kind. 0: for ever. */
type Rules = Record<string, number | Record<string, number>>

const key = ['retention']
const choices = [0, 7, 30, 90, 180, 365, 730, 1825, 3650]

/** What there is to settle, and the days without a word on it. */
const kinds: [path: string, label: WordKey, usual: number][] = [
  ['trash', 'retention.trash', 0],
  ['history.*', 'retention.history', 0],
  ['trail.*', 'retention.trail', 0],
  ['jobs', 'retention.jobs', 0],
  ['sessions', 'retention.sessions', 0],
  ['uploads', 'retention.uploads', 0],
  ['exports', 'retention.exports', 30],
]

function daysOf(rules: Rules, path: string): number | undefined {
  const [name = '', inner] = path.split('.')
  const said = rules[name]
  return inner === undefined ? (said as number | undefined) : (said as Record<string, number> | undefined)?.[inner]
}

function withDays(rules: Rules, path: string, days: number): Rules {
  const [name = '', inner] = path.split('.')
  if (inner === undefined) return { ...rules, [name]: days }
  return { ...rules, [name]: { ...(rules[name] as Record<string, number> | undefined), [inner]: days } }
}

/** For how long what is kept: nothing of a company's goes until somebody says so here. */
export function Page() {
  const cache = useQueryClient()
  const { entities } = useMeta()
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: () => get<Rules>('retention') })
  const store = async (next: Rules) => {
    cache.setQueryData(key, next)
    await put('retention', next).finally(() => cache.invalidateQueries({ queryKey: key }))
  }
  const change = async (rules: Rules, path: string, days: number) => {
    try {
      await store(withDays(rules, path, days))
      offerUndo({ done: t('retention.saved'), undo: () => store(rules) })
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      toast(saidBy(reason), { tone: 'danger' })
    }
  }
  // What was settled by name, for one entity or one kind of event, joins the list.
  const named = (name: string) =>
    Object.keys((data?.[name] as Record<string, number> | undefined) ?? {}).filter((inner) => inner !== '*')
  const rows = [
    ...kinds.map(([path, label, usual]) => ({ path, label: t(label), usual })),
    ...named('history').map((e) => ({
      path: `history.${e}`,
      label: t('retention.history_of', { entity: entities[e]?.label[1] ?? e }),
      usual: 0,
    })),
    ...named('trail').map((kind) => ({ path: `trail.${kind}`, label: t('retention.trail_of', { kind }), usual: 0 })),
  ]
  return (
    <SettingsSheet title={t('settings.retention')} padded>
      {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={8} />}
      {data && (
        <div className={style.page}>
          <Part id="keep" title={t('retention.title')} help={t('retention.help')}>
            <div className={style.fields}>
              <Suspense>
                {rows.map(({ path, label, usual }) => {
                  const days = daysOf(data, path) ?? usual
                  const all = choices.includes(days) ? choices : [...choices, days].sort((a, b) => a - b)
                  return (
                    <Select
                      key={path}
                      label={label}
                      value={String(days)}
                      options={all.map((d) => ({ id: String(d), label: spoken(d) }))}
                      onChange={(id) => id !== null && Number(id) !== days && void change(data, path, Number(id))}
                    />
                  )
                })}
              </Suspense>
            </div>
          </Part>
          <ArchivePart />
        </div>
      )}
    </SettingsSheet>
  )
}

const spoken = (days: number): string =>
  days === 0 ? t('retention.for_ever') : number(days, { style: 'unit', unit: 'day', unitDisplay: 'long' })

interface Rule {
  key: string
  entity: string
  label: string
  on: boolean
  count: number
  exact: boolean
}

const rulesKey = ['archive-rules']

/** What goes into the archive by itself: how many each rule would take, before anybody switches it on. */
function ArchivePart() {
  const cache = useQueryClient()
  const { entities } = useMeta()
  const { data } = useQuery({ queryKey: rulesKey, queryFn: () => get<{ rules: Rule[] }>('archive') })
  const tell = (reason: ApiError) => toast(saidBy(reason), { tone: 'danger' })
  if (!data?.rules.length) return null
  const turn = (one: string, on: boolean) =>
    put<{ rules: Rule[] }>(
      'archive',
      Object.fromEntries(data.rules.map((r) => [r.key, r.key === one ? on : r.on])),
    ).then((now) => cache.setQueryData(rulesKey, now), tell)
  const run = () => post('archive/run', {}).then(() => toast(t('archive.runs')), tell)
  return (
    <Part
      id="archive"
      title={t('archive.title')}
      help={t('archive.help')}
      end={data.rules.some((r) => r.on) && <Button onClick={() => void run()}>{t('archive.now')}</Button>}
    >
      <div className={style.fields}>
        {data.rules.map((rule) => (
          <Checkbox
            key={rule.key}
            label={t('archive.rule', {
              entities: entities[rule.entity]?.label[1] ?? rule.entity,
              rule: rule.label,
              count: count(rule.count, rule.exact),
            })}
            checked={rule.on}
            onChange={(on) => void turn(rule.key, on)}
          />
        ))}
      </div>
    </Part>
  )
}

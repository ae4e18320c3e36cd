import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { History, Search, SlidersHorizontal } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Action, ActionGroup } from '../../actions/action'
import { api } from '../../api/api'
import type { Hit } from '../../api/found'
import { matches } from '../../lib/text'
import { t } from '../../lib/words'
import { hintsFor } from '../../meta/narrow'
import { isPerson, useMeta } from '../../meta/use-meta'
import { readRow } from '../../store/use-record'
import { Avatar, Kbd } from '../../ui/bits'
import type { PickGroup, PickItem } from '../../ui/pick-list'
import { recent } from './recent'
import { searches } from './searches'

const order: readonly ActionGroup[] = ['here', 'make', 'go', 'do', 'settings']

/** What was typed, when the fingers rest. */
function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(setSettled, 80, typed)
    return () => clearTimeout(timer)
  }, [typed])
  return settled
}

/** The records last opened, by what they are called now; those that are gone fall out. */
async function readRecent(): Promise<Hit[]> {
  const rows = await Promise.allSettled(recent().map((r) => readRow(r.entity, r.id)))
  return rows.flatMap((r) => (r.status === 'fulfilled' ? [{ ...r.value }] : [])).slice(0, 5)
}

/** The id of a line that is typed on, not gone to. */
export const typing = 'type:'

const byKind = (lines: readonly (readonly [Hit, PickItem])[]): PickGroup[] => {
  const of = (person: boolean) => lines.filter(([hit]) => isPerson(hit.entity) === person).map(([, line]) => line)
  return [
    { id: 'people', label: t('palette.people'), items: of(true) },
    { id: 'records', label: t('palette.records'), items: of(false) },
  ]
}

/** The lines of the palette for what is typed. */
export function usePaletteGroups(typed: string, actions: readonly Action[]): PickGroup[] {
  const { entities } = useMeta()
  const asked = useSettled(typed.trim())
  const found = useQuery({
    queryKey: ['search', asked, 12],
    queryFn: ({ signal }) => api.search(asked, 12, signal),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  })
  const last = useQuery({ queryKey: ['recent'], queryFn: readRecent, staleTime: 0 })

  const again = (words: string): PickItem => ({
    id: `${typing}${words}`,
    label: words,
    lead: <History size={16} strokeWidth={1.75} aria-hidden />,
  })
  const line = (hit: Hit): PickItem => ({
    id: `/${hit.entity}/${hit.id}`,
    label: hit.title,
    gone: hit.gone,
    ended: hit.ended,
    lead: <Avatar name={hit.title} person={isPerson(hit.entity)} />,
    end: [hit.under, isPerson(hit.entity) ? undefined : entities[hit.entity]?.label[0]].filter(Boolean).join(' · '),
  })
  const deed = ({ id, label, icon: Icon, keys }: Action): PickItem => ({
    id,
    label,
    lead: <Icon size={16} strokeWidth={1.75} aria-hidden />,
    end: keys && <Kbd keys={keys} />,
  })
  const grouped = (list: readonly Action[]): PickGroup[] =>
    order.map((group) => ({
      id: group,
      label: t(`palette.group.${group}`),
      items: list.filter((a) => a.group === group).map(deed),
    }))

  const word = typed.trim()
  if (!word) {
    const few = actions.filter((a) => a.group !== 'settings' && a.id !== 'palette')
    const [here, ...others] = grouped(few)
    return [
      here!,
      { id: 'recent', label: t('palette.recent'), items: (last.data ?? []).map(line) },
      { id: 'searches', label: t('palette.searches'), items: searches().slice(0, 3).map(again) },
      ...others,
    ]
  }
  const opened = (last.data ?? []).filter((hit) => matches(hit.title, word))
  const answer = asked ? found.data : undefined
  const hits = (answer?.hits ?? []).filter((hit) => !opened.some((o) => o.id === hit.id))
  const hints = hintsFor(entities, typed).map(
    (hint): PickItem => ({
      id: `${typing}${hint.typed}`,
      label: hint.label,
      lead: <SlidersHorizontal size={16} strokeWidth={1.75} aria-hidden />,
      end: hint.doc && <span>{hint.doc}</span>,
    }),
  )
  return [
    { id: 'recent', label: t('palette.recent'), items: opened.map(line) },
    ...(answer?.meant
      ? [{ id: 'meant', label: t('search.meant', { words: answer.meant }), items: hits.map(line) }]
      : byKind(hits.map((hit) => [hit, line(hit)]))),
    ...grouped(actions.filter((a) => matches(`${a.label} ${a.words ?? ''}`, word))),
    { id: 'narrow', label: t('palette.narrow'), items: hints },
    {
      id: 'everywhere',
      items: [
        {
          id: `/search?q=${encodeURIComponent(word)}`,
          label: t('palette.everywhere', { words: word }),
          lead: <Search size={16} strokeWidth={1.75} aria-hidden />,
        },
      ],
    },
  ]
}

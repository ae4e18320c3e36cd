import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../api/api'
import { concerns, onHappening } from '../api/stream'
import { count } from '../lib/fmt'
import { t } from '../lib/words'
import style from './nav.module.css'

/** How many notices the person has not seen. */
export function UnseenCount() {
  const cache = useQueryClient()
  const { data } = useQuery({
    queryKey: ['unseen'],
    queryFn: ({ signal }) => api.count('notice', { where: 'to = @me and seen != true' }, signal),
  })
  useEffect(
    () => onHappening((h) => void (concerns(h, 'notice') && cache.invalidateQueries({ queryKey: ['unseen'] }))),
    [cache],
  )
  if (!data?.count) return null
  return (
    <span className={style.unseen}>
      {count(data.count, data.exact)}
      <span className="sr"> {t('nav.unseen')}</span>
    </span>
  )
}

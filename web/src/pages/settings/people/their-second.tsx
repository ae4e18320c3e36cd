import { useQuery, useQueryClient } from '@tanstack/react-query'
import { get, remove } from '../../../api/api'
import { dateOf } from '../../../lib/date'
import { t } from '../../../lib/words'
import { Button } from '../../../ui/button'
import { confirm } from '../../../ui/confirm'
import { toast } from '../../../ui/toast'
import style from './people.module.css'

/** Whether a colleague has a second factor; an administrator takes it away from who lost the phone. */
export function TheirSecond({ id, name }: { id: string; name: string }) {
  const cache = useQueryClient()
  const key = ['second', id]
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => get<{ on: boolean; since_ms?: number }>(`user/${id}/totp`),
    staleTime: 0,
  })
  const drop = async () => {
    const sure = await confirm({
      title: t('people.drop_second_title', { name }),
      text: t('people.drop_second_text'),
      action: t('people.drop_second'),
      danger: true,
    })
    if (!sure) return
    await remove(`user/${id}/totp`).catch((reason: Error) => toast(reason.message, { tone: 'danger' }))
    await cache.invalidateQueries({ queryKey: key })
  }
  if (!data) return null
  return (
    <div className={style.second}>
      <span>
        {data.on ? t('people.second_on', { date: dateOf(data.since_ms ?? 0, 'medium') }) : t('people.second_off')}
      </span>
      {data.on && <Button onClick={() => void drop()}>{t('people.drop_second')}</Button>}
    </div>
  )
}

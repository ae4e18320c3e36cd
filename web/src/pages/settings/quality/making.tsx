import { Hourglass } from 'lucide-react'
import type { Making } from '../../../api/quality'
import { number, percent } from '../../../lib/fmt'
import { t } from '../../../lib/words'
import { Empty, Progress } from '../../../ui/bits'
import style from './quality.module.css'

const howFar = ({ done, of, percent: share }: Making): string | undefined =>
  of !== undefined && done !== undefined && of > 1
    ? t('quality.progress', { done: number(done), of: number(of) })
    : share !== undefined && share > 0
      ? percent(share)
      : undefined

const isUnderWay = ({ state }: Making): boolean => state === 'waiting' || state === 'running'

function Bar({ making }: { making: Making }) {
  const far = howFar(making)
  return (
    <span className={style.making}>
      <Progress label={t('quality.being_made')} value={making.percent} total={far === undefined ? undefined : 100} />
      {far && <span>{far}</span>}
    </span>
  )
}

/** There is no report yet: what it waits for, and how far that is. It comes by itself. */
export const NotYet = ({ making }: { making: Making | null }) => (
  <div role="status">
    <Empty icon={Hourglass} title={making ? t('quality.being_made') : t('quality.making')}>
      {making && !isUnderWay(making)
        ? t('quality.stopped')
        : making
          ? t('quality.being_made_help')
          : t('quality.making_help')}
      {making && isUnderWay(making) && <Bar making={making} />}
    </Empty>
  </div>
)

/** There is one, of numbers that move still. */
export const OnTheMove = ({ making }: { making: Making | null }) => (
  <div role="status" className={style.moving}>
    <p>{t('quality.calculating')}</p>
    {making && isUnderWay(making) && <Bar making={making} />}
  </div>
)

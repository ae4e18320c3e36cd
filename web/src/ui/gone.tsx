import { CircleOff } from 'lucide-react'
import style from './gone.module.css'

/** A mark beside the name of somebody who is no more; nothing for the others. */
export const Gone = ({ says, full }: { says: string | undefined; full?: boolean }) =>
  says ? (
    <span className={style.gone} data-tip={full ? undefined : says}>
      <CircleOff size={13} aria-hidden />
      <span className={full ? undefined : 'sr'}>{says}</span>
    </span>
  ) : null

import style from '../studio.module.css'
import type { Draft } from '../use-draft'
import { CompleteList } from './complete-list'
import { DoubtsList } from './doubts-list'
import { StaleEdit } from './stale-edit'

/** How good the data are: what is wanted of a record, what is doubtful, for how long nothing may happen with it. */
export const QualityPart = ({ draft }: { draft: Draft }) => (
  <div className={style.part}>
    <CompleteList draft={draft} />
    <DoubtsList draft={draft} />
    <StaleEdit draft={draft} />
  </div>
)

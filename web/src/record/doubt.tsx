import { TriangleAlert } from 'lucide-react'
import style from './completeness.module.css'

/** Right and seldom meant: said quietly, for it was taken. */
export const Doubt = ({ text }: { text: string }) => (
  <p className={style.doubt}>
    <TriangleAlert size={13} aria-hidden />
    <span>{text}</span>
  </p>
)

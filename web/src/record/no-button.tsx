import type { LucideIcon } from 'lucide-react'
import { toast } from '../ui/toast'
import style from './record-head.module.css'

/** In the place of a way that is closed: it says why. */
export const NoButton = ({ icon: Icon, label, why }: { icon: LucideIcon; label: string; why: string }) => (
  <button type="button" className={style.act} data-refused data-tip={why} aria-disabled onClick={() => toast(why)}>
    <Icon size={16} strokeWidth={1.75} aria-hidden />
    {label}
    <span className="sr">{why}</span>
  </button>
)

import { Link } from '../ui/link'
import style from './charts.module.css'

export interface Step {
  id: string
  label: string
  value: number
  /** beside the bar: how many, and how much */
  text: string
  under?: string
  /** where its records are */
  to?: string
}

/** One bar below the other, from the start side: the steps of a way. Words and numbers are text, so it is its own table. */
export function StepBars({ steps }: { steps: readonly Step[] }) {
  const most = Math.max(1, ...steps.map((s) => s.value))
  return (
    <ul className={style.steps}>
      {steps.map((step) => (
        <li key={step.id}>
          {step.to ? <Link to={step.to}>{step.label}</Link> : <span>{step.label}</span>}
          <span className={style.track} aria-hidden>
            <span className={style.bar} style={{ inlineSize: `${(step.value / most) * 100}%` }} />
          </span>
          <span className={style.amount}>
            <span className="num">{step.text}</span>
            {step.under && <small>{step.under}</small>}
          </span>
        </li>
      ))}
    </ul>
  )
}

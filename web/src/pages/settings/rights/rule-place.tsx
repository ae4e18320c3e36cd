import { t } from '../../../lib/words'
import style from './list.module.css'
import { wordAt } from './word-at'

/** The rule once more, with the word marked at which it goes wrong. */
export function RulePlace({ rule, column }: { rule: string; column: number | undefined }) {
  const at = column === undefined ? undefined : wordAt(rule, column)
  if (!at) return null
  const [before, word, after] = at
  return (
    <p className={style.place}>
      <span className="sr">{t('rights.rule_place')} </span>
      <code dir="ltr">
        {before}
        <mark>{word || '\u00a0'}</mark>
        {after}
      </code>
    </p>
  )
}

import { t, type WordKey } from '../../../lib/words'
import { levelText } from './level-text'
import style from './page.module.css'
import type { Level, Sheet } from './sheet'

const docs: [Level, WordKey][] = [
  [false, 'rights.doc.none'],
  ['@own', 'rights.doc.own'],
  ['@team', 'rights.doc.team'],
  ['@unit', 'rights.doc.unit'],
  ['@units', 'rights.doc.units'],
  ['@reports', 'rights.doc.reports'],
  ['@territory', 'rights.doc.territory'],
  [true, 'rights.doc.all'],
  ['', 'rights.doc.rule'],
]

/** What the words of the cells mean, for those who ask. */
export function Legend({ sheet }: { sheet: Sheet }) {
  const shown = docs.filter(([level]) => typeof level === 'boolean' || level === '' || sheet.levels.includes(level))
  return (
    <details className={style.legend}>
      <summary>{t('rights.legend')}</summary>
      <dl>
        {shown.map(([level, doc]) => (
          <div key={String(level)}>
            <dt>{levelText(level)}</dt>
            <dd>{t(doc)}</dd>
          </div>
        ))}
      </dl>
      <p>{t('rights.legend_own')}</p>
      <p>{t('rights.keys')}</p>
    </details>
  )
}

import { Plus, X } from 'lucide-react'
import { Suspense, useState } from 'react'
import type { Site } from '../../api/site'
import type { Fault } from '../../api/types'
import { collator, displayName, numberFormat } from '../../lib/fmt'
import { t } from '../../lib/words'
import { Button, IconButton } from '../../ui/button'
import { ComboBox } from '../../ui/lazy'
import { NumberField } from '../../ui/text-field'
import { Part } from './part'
import style from './settings.module.css'

interface RatesProps {
  site: Site
  onChange: (rates: Record<string, string>) => Promise<Fault[]>
}

const shown = (rate: string) => numberFormat({ maximumFractionDigits: 6 }).format(Number(rate))

/** What one of each other currency is worth in the company's own. */
export function Rates({ site, onChange }: RatesProps) {
  const rates = site.rates ?? {}
  const [adding, setAdding] = useState(false)
  const codes = Object.keys(rates).sort((a, b) => collator().compare(a, b))
  const others = site.currencies
    .filter(({ code }) => code !== site.currency && !(code in rates))
    .map(({ code }) => ({ id: code, label: displayName('currency', code), under: code }))
    .sort((a, b) => collator().compare(a.label, b.label))
  const [fresh, setFresh] = useState<string>()
  const drop = (code: string) => void onChange(Object.fromEntries(Object.entries(rates).filter(([c]) => c !== code)))
  return (
    <Part
      id="rates"
      title={t('company.rates')}
      help={t('company.rates_help', { currency: displayName('currency', site.currency) })}
    >
      <ul className={style.lines}>
        {[...codes, ...(fresh && !codes.includes(fresh) ? [fresh] : [])].map((code) => (
          <li key={code}>
            <span className={style.line}>
              <strong>{displayName('currency', code)}</strong>
              <small>
                <bdi dir="ltr">{code}</bdi>
              </small>
            </span>
            <Rate
              code={code}
              unit={site.currency}
              rate={rates[code] ?? ''}
              onDone={(rate) => void onChange({ ...rates, [code]: rate })}
            />
            <IconButton
              label={t('ui.remove_named', { name: displayName('currency', code) })}
              icon={X}
              onClick={() => (code in rates ? drop(code) : setFresh(undefined))}
            />
          </li>
        ))}
      </ul>
      {adding ? (
        <div className={style.fields}>
          <Suspense>
            <ComboBox
              label={t('field.currency')}
              options={others}
              value={null}
              autoFocus
              onBlur={() => setAdding(false)}
              onChange={(one) => {
                setFresh(one?.id)
                setAdding(false)
              }}
            />
          </Suspense>
        </div>
      ) : (
        <div>
          <Button icon={Plus} onClick={() => setAdding(true)}>
            {t('company.add_rate')}
          </Button>
        </div>
      )}
    </Part>
  )
}

interface RateProps {
  code: string
  unit: string
  rate: string
  onDone: (rate: string) => void
}

/** Stored when one leaves the field, if it can be read and is another one. */
function Rate({ code, unit, rate, onDone }: RateProps) {
  const [typed, setTyped] = useState(rate && shown(rate))
  const [value, setValue] = useState<number | null | undefined>(rate ? Number(rate) : null)
  const bad = value === undefined || (value !== null && value <= 0)
  const leave = () => {
    if (value && !bad && value !== Number(rate)) onDone(String(value))
  }
  return (
    <form
      className={style.rate}
      onBlur={leave}
      onSubmit={(event) => {
        event.preventDefault()
        leave()
      }}
    >
      <NumberField
        label={t('company.rate_of', { currency: displayName('currency', code) })}
        hideLabel
        value={typed}
        unit={unit}
        error={bad ? t('field.unreadable') : undefined}
        onChange={(text, number) => {
          setTyped(text)
          setValue(number)
        }}
      />
    </form>
  )
}

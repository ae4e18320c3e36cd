import { Suspense, useMemo } from 'react'
import { date, dateTime, today, weekdayName } from '../../../lib/date'
import { number } from '../../../lib/fmt'
import { languageNames, languages } from '../../../lib/settings'
import { t } from '../../../lib/words'
import { zoneOptions } from '../../../lib/zones'
import { useMe } from '../../../meta/use-meta'
import { ComboBox, Select } from '../../../ui/lazy'
import { Part } from '../part'
import style from '../settings.module.css'
import { useChangeMe } from './use-change-me'

const days = [1, 2, 3, 4, 5, 6, 7]

/** How the person reads: words, days, numbers, clock. */
export function Reading() {
  const me = useMe()
  const change = useChangeMe()
  const zones = useMemo(() => zoneOptions(me.zone), [me.zone])
  const sample = `${date(today(), 'full')} · ${dateTime(Date.now())} · ${number(1234567.89)}`
  return (
    <Part id="reading" title={t('me.reading')} help={t('me.sample', { sample })}>
      <Suspense>
        <div className={style.fields}>
          <Select
            label={t('me.language')}
            value={me.language}
            options={languages.map((id) => ({ id, label: languageNames[id] }))}
            onChange={(id) => id !== me.language && void change({ language: languages.find((l) => l === id) })}
          />
          <Select
            label={t('me.calendar')}
            value={me.calendar}
            options={(['gregorian', 'persian'] as const).map((id) => ({ id, label: t(`me.calendar.${id}`) }))}
            onChange={(id) => id !== me.calendar && void change({ calendar: id as typeof me.calendar })}
          />
          <Select
            label={t('me.digits')}
            value={me.digits}
            options={(['latn', 'arabext'] as const).map((id) => ({ id, label: t(`me.digits.${id}`) }))}
            onChange={(id) => id !== me.digits && void change({ digits: id as typeof me.digits })}
          />
          <Select
            label={t('me.first_day')}
            value={String(me.first_day)}
            options={days.map((d) => ({ id: String(d), label: weekdayName(d) }))}
            onChange={(id) => Number(id) !== me.first_day && void change({ first_day: Number(id) })}
          />
          <ComboBox
            label={t('me.zone')}
            value={zones.find((z) => z.id === me.zone) ?? { id: me.zone, label: me.zone }}
            options={zones}
            onChange={(zone) => zone && zone.id !== me.zone && void change({ zone: zone.id })}
          />
        </div>
      </Suspense>
    </Part>
  )
}

import { Monitor, Moon, Rows2, Rows3, Rows4, Sun } from 'lucide-react'
import { t } from '../../../lib/words'
import { useMe } from '../../../meta/use-meta'
import { Segments } from '../../../ui/segments'
import { Part } from '../part'
import style from '../settings.module.css'
import { useChangeMe } from './use-change-me'

/** Appearance: seen at once. */
export function Looks() {
  const { theme, density } = useMe()
  const change = useChangeMe()
  return (
    <Part id="looks" title={t('me.looks')}>
      <div className={style.fields}>
        <Segments
          label={t('me.theme')}
          value={theme}
          onChange={(id) => void change({ theme: id })}
          options={[
            { id: 'light', label: t('me.theme.light'), icon: Sun },
            { id: 'dark', label: t('me.theme.dark'), icon: Moon },
            { id: 'auto', label: t('me.theme.auto'), icon: Monitor },
          ]}
        />
        <Segments
          label={t('me.density')}
          value={density}
          onChange={(id) => void change({ density: id })}
          options={[
            { id: 'compact', label: t('me.density.compact'), icon: Rows4 },
            { id: 'normal', label: t('me.density.normal'), icon: Rows3 },
            { id: 'roomy', label: t('me.density.roomy'), icon: Rows2 },
          ]}
        />
      </div>
    </Part>
  )
}

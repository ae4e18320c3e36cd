import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, Suspense, useMemo, useState } from 'react'
import { ApiError, patch } from '../../api/api'
import type { Site } from '../../api/site'
import type { Fault } from '../../api/types'
import { displayName } from '../../lib/fmt'
import { languageNames, languages } from '../../lib/settings'
import { t } from '../../lib/words'
import { zoneOptions } from '../../lib/zones'
import { useMeta } from '../../meta/use-meta'
import { offerUndo } from '../../store/undo'
import { Switch } from '../../ui/checkbox'
import { ComboBox, Select } from '../../ui/lazy'
import { TextField } from '../../ui/text-field'
import { toast } from '../../ui/toast'
import { Part } from './part'
import { Rates } from './rates'
import style from './settings.module.css'
import { SettingsSheet } from './settings-sheet'

export type SiteChange = Partial<Pick<Site, 'name' | 'language' | 'zone' | 'toman' | 'rates'>>

/** Stores a change of the company and offers the way back. Answers what was refused. */
function useChangeSite() {
  const cache = useQueryClient()
  const { site } = useMeta()
  const store = async (change: SiteChange) => {
    await patch('site', change)
    await cache.invalidateQueries({ queryKey: ['meta'] })
  }
  return async (change: SiteChange): Promise<Fault[]> => {
    const names = Object.keys(change) as (keyof SiteChange)[]
    const before: SiteChange = Object.fromEntries(names.map((name) => [name, site[name]]))
    try {
      await store(change)
      offerUndo({ done: t('company.saved'), undo: () => store(before) })
      return []
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      toast(reason.faults[0]?.text ?? reason.message, { tone: 'danger' })
      return reason.faults
    }
  }
}

/** What the company is called, and how those read who said nothing themselves. */
export function Page() {
  const { site } = useMeta()
  const change = useChangeSite()
  const zones = useMemo(() => zoneOptions(site.zone), [site.zone])
  const [name, setName] = useState(site.name)
  const [error, setError] = useState<string>()
  const saveName = async (event?: FormEvent) => {
    event?.preventDefault()
    if (name.trim() === site.name) return
    setError((await change({ name: name.trim() }))[0]?.text)
  }
  return (
    <SettingsSheet title={t('settings.company')} padded>
      <div className={style.page}>
        <Part id="company" title={t('settings.company')}>
          <div className={style.fields}>
            <form onSubmit={saveName}>
              <TextField
                label={t('company.name')}
                value={name}
                onChange={setName}
                onBlur={() => void saveName()}
                error={error}
                autoComplete="organization"
                required
              />
            </form>
            <Suspense>
              <Select
                label={t('me.language')}
                doc={t('company.language_help')}
                value={site.language}
                options={languages.map((id) => ({ id, label: languageNames[id] }))}
                onChange={(id) => {
                  const language = languages.find((l) => l === id)
                  if (language && language !== site.language) void change({ language })
                }}
              />
              <ComboBox
                label={t('me.zone')}
                doc={t('company.zone_help')}
                value={zones.find((z) => z.id === site.zone) ?? { id: site.zone, label: site.zone }}
                options={zones}
                onChange={(zone) => zone && zone.id !== site.zone && void change({ zone: zone.id })}
              />
            </Suspense>
            {site.currency === 'IRR' && (
              <Switch label={t('company.toman')} checked={site.toman} onChange={(toman) => void change({ toman })} />
            )}
          </div>
          <p className={style.help}>
            {t('company.fixed', {
              country: displayName('region', site.country),
              currency: displayName('currency', site.currency),
            })}
          </p>
        </Part>
        <Rates site={site} onChange={(rates) => change({ rates })} />
      </div>
    </SettingsSheet>
  )
}

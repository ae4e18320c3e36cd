import { LogOut } from 'lucide-react'
import { Suspense } from 'react'
import { api } from '../api/api'
import { languageNames, languages } from '../lib/settings'
import { t } from '../lib/words'
import { useMe } from '../meta/use-meta'
import { PageSheet } from '../shell/page-sheet'
import { Button } from '../ui/button'
import { Select } from '../ui/lazy'

/** Stands in for the settings of the person: language, theme, sign-out. */
export function Page() {
  const me = useMe()
  // Words, direction and formats all change: starting anew is the honest way.
  const change = (what: Parameters<typeof api.changeMe>[0]) => api.changeMe(what).then(() => location.reload())
  return (
    <PageSheet
      title={me.name}
      padded
      end={
        <Button icon={LogOut} onClick={() => api.logout().then(() => location.assign('/login'))}>
          {t('me.sign_out')}
        </Button>
      }
    >
      <Suspense>
        <div style={{ display: 'grid', gap: 16, maxInlineSize: 360 }}>
          <Select
            label={t('me.language')}
            value={me.language}
            options={languages.map((id) => ({ id, label: languageNames[id] }))}
            onChange={(id) => void change({ language: languages.find((l) => l === id) })}
          />
          <Select
            label={t('me.theme')}
            value={me.theme}
            options={(['auto', 'light', 'dark'] as const).map((id) => ({ id, label: t(`me.theme.${id}`) }))}
            onChange={(id) => void change({ theme: id as typeof me.theme })}
          />
        </div>
      </Suspense>
    </PageSheet>
  )
}

import { t } from '../../lib/words'
import style from './import.module.css'

export const stations = ['file', 'match', 'check', 'run'] as const
export type Station = (typeof stations)[number]

/** Where one is on the way; stations already passed can be gone back to. */
export function Stations({ at, onGo }: { at: Station; onGo?: (station: Station) => void }) {
  const now = stations.indexOf(at)
  return (
    <ol className={style.stations} aria-label={t('import.way')}>
      {stations.map((name, i) => (
        <li key={name} data-reached={i <= now || undefined} aria-current={i === now ? 'step' : undefined}>
          {onGo && i < now ? (
            <button type="button" onClick={() => onGo(name)}>
              {t(`import.station.${name}`)}
            </button>
          ) : (
            <span>{t(`import.station.${name}`)}</span>
          )}
        </li>
      ))}
    </ol>
  )
}

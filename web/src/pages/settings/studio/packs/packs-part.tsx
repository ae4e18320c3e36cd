import { useQuery } from '@tanstack/react-query'
import { Download, PackageOpen, Trash2 } from 'lucide-react'
import { type DragEvent, lazy, Suspense, useState } from 'react'
import { list } from '../../../../lib/fmt'
import { cx } from '../../../../lib/text'
import { t } from '../../../../lib/words'
import { useMeta } from '../../../../meta/use-meta'
import { ErrorBox, Pill, Skeleton } from '../../../../ui/bits'
import { Button } from '../../../../ui/button'
import { FileButton } from '../../../../ui/file-button'
import type { Studio } from '../api'
import edit from '../edit.module.css'
import { packTitle } from '../pack-name'
import { type Pack, type PackWish, packsQuery, readPack } from '../packs-api'
import studio from '../studio.module.css'
import { AsideList } from './aside-list'
import style from './packs.module.css'

const PackDialog = lazy(() => import('./pack-dialog').then((m) => ({ default: m.PackDialog })))

/** What stands between Kith itself and the company's own words: which packs there are; one more, a newer one, one less. */
export function PacksPart({ studio: { aside = [], stamp } }: { studio: Studio }) {
  const { data, error, refetch } = useQuery(packsQuery)
  const [wish, setWish] = useState<PackWish>()
  return (
    <div className={studio.part}>
      {aside.length > 0 && <AsideList words={aside} stamp={stamp} />}
      <p className={edit.help}>{t('studio.packs_help')}</p>
      {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={3} tall />}
      {data && (
        <ul className={studio.lines}>
          {data.packs.map((pack) => (
            <Line key={pack.name} pack={pack} onRemove={() => setWish({ remove: pack.name })} />
          ))}
        </ul>
      )}
      <FileDrop onWish={setWish} />
      {wish && (
        <Suspense>
          <PackDialog wish={wish} onClose={() => setWish(undefined)} />
        </Suspense>
      )}
    </div>
  )
}

function Line({ pack, onRemove }: { pack: Pack; onRemove: () => void }) {
  const { entities } = useMeta()
  const labels = (names: readonly string[]) => list(names.map((name) => entities[name]?.label[1] ?? name))
  const title = packTitle(pack)
  return (
    <li>
      <div className={studio.line}>
        <PackageOpen size={18} strokeWidth={1.75} aria-hidden />
        <span className={studio.lineText}>
          <strong dir="auto">
            {title} <span className="num">{pack.version}</span>
          </strong>
          {pack.doc && <small dir="auto">{pack.doc}</small>}
          {pack.entities.length > 0 && <small>{t('studio.pack_brings', { kinds: labels(pack.entities) })}</small>}
          {pack.extends.length > 0 && <small>{t('studio.pack_adds', { kinds: labels(pack.extends) })}</small>}
        </span>
        <span className={studio.pills}>
          {pack.installed ? (
            <>
              <a
                className={studio.download}
                href={`/api/studio/packs/${pack.name}`}
                download={`${pack.name}-${pack.version}.pack.json`}
                aria-label={t('studio.pack_download', { pack: title })}
                data-tip={t('studio.pack_download', { pack: title })}
              >
                <Download size={16} aria-hidden />
              </a>
              <Button
                kind="ghost"
                icon={Trash2}
                aria-label={t('studio.pack_remove_this', { pack: title })}
                onClick={onRemove}
              >
                {t('studio.pack_do.remove')}
              </Button>
            </>
          ) : (
            <Pill>{t('studio.pack_built_in')}</Pill>
          )}
        </span>
      </div>
    </li>
  )
}

/** A file with a pack, dropped or chosen. */
function FileDrop({ onWish }: { onWish: (wish: PackWish) => void }) {
  const [over, setOver] = useState(false)
  const [unread, setUnread] = useState<string>()
  const take = async (file: File | undefined) => {
    if (!file) return
    const pack = readPack(await file.text())
    setUnread(pack ? undefined : file.name)
    if (pack) onWish({ pack })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    <section
      className={cx(style.drop, over && style.over)}
      aria-label={t('studio.pack_in')}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {unread && <ErrorBox title={t('studio.pack_unread', { file: unread })} />}
      <h2>{t('studio.pack_in')}</h2>
      <p className={edit.help}>{t('studio.pack_in_help')}</p>
      <FileButton label={t('studio.carry_choose')} accept="application/json,.json" onFile={(file) => void take(file)} />
    </section>
  )
}

import { Ellipsis, Plus, RotateCcw, Save, Users } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Entity } from '../../api/types'
import { inSentence } from '../../lib/text'
import { t } from '../../lib/words'
import { offerUndo } from '../../store/undo'
import { Button, IconButton } from '../../ui/button'
import { MenuButton } from '../../ui/menu-button'
import { Tabs } from '../../ui/tabs'
import { toast } from '../../ui/toast'
import style from './bar.module.css'
import { createView, deleteView, renameView, restoreView, saveView, shareView } from './saved-views'
import type { View } from './use-view'
import { builtIns } from './view-state'

const NameDialog = lazy(() => import('./name-dialog').then((m) => ({ default: m.NameDialog })))

interface ViewBarProps {
  entity: Entity
  view: View
  /** id of what the tabs show */
  panel: string
}

/** The saved views as tabs, and what to do when what one sees is no longer the view. */
export function ViewBar({ entity, view, panel }: ViewBarProps) {
  const [naming, setNaming] = useState<'new' | 'rename'>()
  const saved = typeof view.current === 'object' ? view.current : undefined
  const failed = () => toast(t('view.failed'), { tone: 'danger' })

  const tabs = [
    ...builtIns(entity).map((id) => ({
      id,
      label: t(`view.${id}`, { entities: inSentence(entity.label[1]) }),
    })),
    ...view.views.map(({ id, name, shared, mine }) => ({
      id,
      label: (
        <>
          <span dir="auto">{name}</span>
          {shared && !mine && <Users size={13} role="img" aria-label={t('view.shared')} />}
        </>
      ),
    })),
  ]

  const named = async (name: string) => {
    setNaming(undefined)
    try {
      if (naming === 'rename' && saved) {
        await renameView(saved.id, name)
        await view.refetch()
      } else {
        const made = await createView(entity.name, name, view.state)
        await view.refetch()
        view.open(made.id)
        toast(t('view.saved', { name }))
      }
    } catch {
      failed()
    }
  }
  const keep = async () => {
    if (!saved) return
    try {
      await saveView(saved.id, view.state)
      await view.refetch()
      view.reset()
      toast(t('view.saved', { name: saved.name }))
    } catch {
      failed()
    }
  }
  const act = async (id: string) => {
    if (!saved) return
    if (id === 'rename') return setNaming('rename')
    try {
      if (id === 'share') await shareView(saved.id, !saved.shared)
      if (id === 'delete') {
        await deleteView(saved.id)
        view.open('all')
        offerUndo({
          done: t('view.deleted', { name: saved.name }),
          undo: () => restoreView(saved.id).then(view.refetch),
        })
      }
      await view.refetch()
    } catch {
      failed()
    }
  }

  return (
    <>
      <Tabs
        className={style.views}
        label={t('view.label')}
        tabs={tabs}
        selected={view.currentId}
        onSelect={view.open}
        panel={panel}
        end={
          <div className={style.viewEnd}>
            {saved?.mayChange && (
              <MenuButton
                label={t('view.menu', { name: saved.name })}
                groups={[
                  {
                    items: [
                      { id: 'rename', label: t('view.rename') },
                      { id: 'share', label: t('view.share'), checked: saved.shared },
                      { id: 'delete', label: t('view.delete'), danger: true },
                    ],
                  },
                ]}
                onAction={act}
              >
                {(props) => (
                  <IconButton {...props} small icon={Ellipsis} label={t('view.menu', { name: saved.name })} />
                )}
              </MenuButton>
            )}
            {view.maySave && (
              <>
                {view.deviates && saved?.mayChange && (
                  <Button kind="ghost" icon={Save} onClick={keep}>
                    <span className={style.endLabel}>{t('view.save')}</span>
                  </Button>
                )}
                {(view.deviates || !saved) && (
                  <Button kind="ghost" icon={Plus} onClick={() => setNaming('new')}>
                    <span className={style.endLabel}>{t(saved?.mayChange ? 'view.save_new' : 'view.save_as')}</span>
                  </Button>
                )}
              </>
            )}
            {view.deviates && (
              <Button kind="ghost" icon={RotateCcw} onClick={view.reset}>
                <span className={style.endLabel}>{t('view.reset')}</span>
              </Button>
            )}
          </div>
        }
      />
      {naming && (
        <Suspense>
          <NameDialog
            title={naming === 'rename' ? t('view.rename') : t('view.save_as')}
            name={naming === 'rename' ? (saved?.name ?? '') : ''}
            onDone={named}
            onClose={() => setNaming(undefined)}
          />
        </Suspense>
      )}
    </>
  )
}

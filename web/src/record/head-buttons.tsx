import {
  ArrowRightLeft,
  Copy,
  Ellipsis,
  FileArchive,
  FileDown,
  Files,
  FileText,
  History,
  Link2,
  Mail,
  Merge,
  Phone,
  Plus,
  Send,
  Share2,
  ShieldQuestionMark,
  Trash2,
  UserX,
} from 'lucide-react'
import { lazy, Suspense, useContext, useState } from 'react'
import { useActions } from '../actions/use-actions'
import type { Action } from '../api/actions'
import { eyes } from '../api/eyes'
import type { Entity, Row } from '../api/types'
import { Refused } from '../fields/refused'
import { useShortcuts } from '../lib/keys'
import { here, navigate } from '../lib/router'
import { t, withWords } from '../lib/words'
import { may } from '../meta/may'
import { useMe, useMeta } from '../meta/use-meta'
import { openCreate } from '../store/new-record'
import { Button, IconButton } from '../ui/button'
import { iconOf } from '../ui/icons'
import type { MenuGroup } from '../ui/menu'
import { MenuButton } from '../ui/menu-button'
import { toast } from '../ui/toast'
import { activitiesOf, firstOf, listsOf, presetOf, presetRefs } from './about'
import { actionsFor, convertible } from './act/actions-for'
import { archiveItem, archiveRecord } from './archive-record'
import { copyOf } from './copy-of'
import { type HeadDialog, headDialogs, isHeadDialog } from './head-dialogs'
import { mayMerge } from './merge/may-merge'
import { NoButton } from './no-button'
import style from './record-head.module.css'
import { removeRecord } from './remove-record'
import { listPlace } from './trail'
import { keepsVersions } from './versions/compare'

const ActDialog = lazy(() => withWords('merge', import('./act/act-dialog')).then((m) => ({ default: m.ActDialog })))

interface HeadButtonsProps {
  entity: Entity
  row: Row
  onWrite: (kind: string) => void
}

export function HeadButtons({ entity, row, onWrite }: HeadButtonsProps) {
  const meta = useMeta()
  const me = useMe()
  const [open, setOpen] = useState<HeadDialog>()
  const phone = firstOf(entity, row, 'phone')
  const mail = firstOf(entity, row, 'email')
  const refused = useContext(Refused)
  const convert = convertible(entity, row, me.id)
  const actions = actionsFor(entity, row, me.id)
  const [act, setAct] = useState<Action>()
  const activities = activitiesOf(meta, entity).filter((a) => may(a.entity, 'create'))
  const lists = listsOf(meta, entity).filter(
    (l) => may(l.entity, 'create') && l.entity.views.create?.length && l.field.name !== 'owner',
  )

  const remove = async () => {
    if (await removeRecord(row)) {
      if (here().path === `/${row.entity}/${row.id}`) navigate(listPlace(entity.name), { replace: true })
    }
  }
  useShortcuts([
    { keys: 'KeyH', label: t('history.title'), run: () => setOpen('history') },
    ...(activities[0]
      ? [{ keys: 'KeyN', label: t('composer.title'), run: () => onWrite(activities[0]?.entity.name ?? '') }]
      : []),
  ])

  const make: MenuGroup[] = [
    { items: activities.map(({ entity: e }) => ({ id: `w:${e.name}`, label: e.label[0], icon: iconOf(e.icon) })) },
    {
      items: lists.map(({ entity: e, field }) => ({
        id: `c:${e.name}:${field.name}`,
        label: e.label[0],
        icon: iconOf(e.icon),
      })),
    },
  ].filter((group) => group.items.length > 0)
  const onMake = (id: string) => {
    const [how, name = '', field] = id.split(':')
    if (how === 'w') return onWrite(name)
    const link = lists.find((l) => l.entity.name === name && l.field.name === field)
    if (link) void openCreate(name, presetOf(link, row), presetRefs(link, row))
  }
  const own = useActions().filter((a) => a.inMenu)
  const privacy = [
    ...(may(entity, 'export') ? [{ id: 'held', label: t('record.held'), icon: FileArchive }] : []),
    ...(me.admin ? [{ id: 'erase', label: t('record.erase'), icon: UserX, danger: true }] : []),
  ]
  const more: MenuGroup[] = [
    ...(actions.length
      ? [{ items: actions.map(({ name, label, icon }) => ({ id: `do:${name}`, label, icon: iconOf(icon) })) }]
      : []),
    {
      items: [
        ...own.map(({ id, label, icon }) => ({ id, label, icon })),
        { id: 'history', label: t('history.title'), icon: History, keys: 'KeyH' },
        ...(keepsVersions(entity) ? [{ id: 'versions', label: t('record.versions'), icon: Files }] : []),
        ...(entity.portal && row.may.change !== false && row.deleted_ms === undefined && !eyes()
          ? [{ id: 'offer', label: t('record.link'), icon: Send }]
          : []),
        ...(entity.paper && row.deleted_ms === undefined
          ? [{ id: 'paper', label: t('record.paper'), icon: FileDown }]
          : []),
        ...(meta.entities.template && entity.group !== 'admin' && !eyes() && row.deleted_ms === undefined
          ? [{ id: 'document', label: t('record.document'), icon: FileText }]
          : []),
        ...(may(entity, 'share') && entity.group !== 'admin'
          ? [{ id: 'share', label: t('record.share'), icon: Share2 }]
          : []),
        ...(may(entity, 'create') ? [{ id: 'copy', label: t('record.duplicate'), icon: Copy }] : []),
        ...(mayMerge(entity) && row.may.change !== false && row.deleted_ms === undefined
          ? [{ id: 'merge', label: t('record.merge'), icon: Merge }]
          : []),
        ...archiveItem(entity, row),
        { id: 'why', label: t('record.why'), icon: ShieldQuestionMark },
        { id: 'link', label: t('record.copy_link'), icon: Link2 },
      ],
    },
    ...(entity.person && entity.group !== 'admin' ? [{ items: privacy }] : []),
    ...(row.may.delete && !eyes()
      ? [{ items: [{ id: 'remove', label: t('record.delete'), icon: Trash2, danger: true }] }]
      : []),
  ]
  const onMore = (id: string) => {
    if (isHeadDialog(id)) setOpen(id)
    if (id === 'copy') void openCreate(entity.name, copyOf(entity, row), row.refs, entity.lines && row.id)
    if (id === 'link') void navigator.clipboard?.writeText(location.href).then(() => toast(t('record.link_copied')))
    if (id === 'remove') void remove()
    if (id === 'archive') void archiveRecord(row, false)
    if (id.startsWith('do:')) setAct(actions.find(({ name }) => name === id.slice(3)))
    own.find((a) => a.id === id)?.run()
  }
  const close = () => setOpen(undefined)
  const Opened = open && headDialogs[open]
  return (
    <div className={style.buttons}>
      {mail && refused.email && <NoButton icon={Mail} label={t('record.mail')} why={refused.email} />}
      {mail && !refused.email && (
        <a className={style.act} href={`mailto:${mail}`} aria-label={t('record.mail_named', { name: row.title })}>
          <Mail size={16} strokeWidth={1.75} aria-hidden />
          {t('record.mail')}
        </a>
      )}
      {make.length > 0 && (
        <MenuButton label={t('record.new')} groups={make} onAction={onMake}>
          {(props) => (
            <Button {...props} icon={Plus} className={style.grow}>
              {t('record.new')}
            </Button>
          )}
        </MenuButton>
      )}
      {phone && refused.phone && <NoButton icon={Phone} label={t('record.call')} why={refused.phone} />}
      {phone && !refused.phone && (
        <a
          className={style.act}
          data-primary={!convert || undefined}
          href={`tel:${phone.replace(/[^\d+]/g, '')}`}
          aria-label={t('record.call_named', { name: row.title })}
        >
          <Phone size={16} strokeWidth={1.75} aria-hidden />
          {t('record.call')}
        </a>
      )}
      {convert && (
        <Button kind="primary" icon={ArrowRightLeft} onClick={() => setOpen('convert')}>
          {entity.convert?.label || t('convert.do')}
        </Button>
      )}
      <MenuButton label={t('record.more')} groups={more} onAction={onMore}>
        {(props) => <IconButton {...props} label={t('record.more')} icon={Ellipsis} />}
      </MenuButton>
      <Suspense>
        {Opened && <Opened entity={entity} row={row} onClose={close} />}
        {act && <ActDialog entity={entity} row={row} action={act} onClose={() => setAct(undefined)} />}
      </Suspense>
    </div>
  )
}

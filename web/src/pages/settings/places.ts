import {
  Building2,
  Hourglass,
  KeyRound,
  LockKeyhole,
  type LucideIcon,
  ScrollText,
  Shapes,
  ShieldCheck,
  Target,
  UserRound,
  UserRoundCog,
  Users,
} from 'lucide-react'
import type { Me, Meta } from '../../api/types'
import { t } from '../../lib/words'
import { data } from './data-places'

/** A setting on a page, and what leads to it there: "#rates", "?show=units". */
export interface Inside {
  label: string
  at: string
}

export interface Place {
  to: string
  icon: LucideIcon
  label: string
  doc: string
  /** also found by these */
  words?: string
  inside?: readonly Inside[]
}

export interface PlaceGroup {
  id: string
  label: string
  places: readonly Place[]
}

const inside = (at: string, ...labels: string[]): Inside[] => labels.map((label) => ({ at: `#${at}`, label }))

const own = (): Place[] => [
  {
    to: '/me',
    icon: UserRound,
    label: t('settings.me'),
    doc: t('settings.me_doc'),
    words: 'profile name language calendar theme density',
    inside: [
      ...inside('who', t('setup.name')),
      ...inside('reading', t('me.language'), t('me.calendar'), t('me.digits'), t('me.first_day'), t('me.zone')),
      ...inside('looks', t('me.theme'), t('me.density')),
    ],
  },
  {
    to: '/me/security',
    icon: KeyRound,
    label: t('settings.my_security'),
    doc: t('settings.my_security_doc'),
    words: 'password session token api 2fa totp passkey webauthn fido',
    inside: [
      ...inside('password', t('login.password')),
      ...inside('passkeys', t('passkey.title')),
      ...inside('second', t('settings.second')),
      ...inside('identities', t('identity.title')),
      ...inside('sessions', t('session.title')),
      ...inside('tokens', t('token.title')),
    ],
  },
]

const company = (): Place[] => [
  {
    to: '/settings/company',
    icon: Building2,
    label: t('settings.company'),
    doc: t('settings.company_doc'),
    words: 'company name zone currency rates toman',
    inside: [
      ...inside('company', t('company.name'), t('me.zone'), t('me.language')),
      ...inside('rates', t('company.rates')),
    ],
  },
  {
    to: '/settings/studio',
    icon: Shapes,
    label: t('settings.studio'),
    doc: t('settings.studio_doc'),
    words: 'studio customise customize entity field choice pipeline stage form layout label rule',
  },
]

const people = (): Place[] => [
  {
    to: '/settings/people',
    icon: Users,
    label: t('settings.people'),
    doc: t('settings.people_doc'),
    words: 'user staff invite colleague deputy',
    inside: [
      { label: t('people.show.units'), at: '?show=units' },
      { label: t('people.show.reporting'), at: '?show=reporting' },
      { label: t('people.show.teams'), at: '?show=teams' },
    ],
  },
  {
    to: '/settings/rights',
    icon: LockKeyhole,
    label: t('settings.rights'),
    doc: t('settings.rights_doc'),
    words: 'right permission access level field role see change export',
  },
  {
    to: '/settings/territories',
    icon: Target,
    label: t('settings.territories'),
    doc: t('settings.territories_doc'),
    words: 'territory region sector rule',
  },
  {
    to: '/role',
    icon: UserRoundCog,
    label: t('settings.roles'),
    doc: t('settings.roles_doc'),
    words: 'role right permission',
  },
]

const security = (): Place[] => [
  {
    to: '/settings/sign-in',
    icon: ShieldCheck,
    label: t('settings.sign_in'),
    doc: t('settings.sign_in_doc'),
    words: 'session password minimum idle policy 2fa',
    inside: [
      ...inside('second', t('policy.second')),
      ...inside('sessions', t('policy.idle'), t('policy.age')),
      ...inside('passwords', t('policy.password')),
    ],
  },
]

const retention = (): Place => ({
  to: '/settings/retention',
  icon: Hourglass,
  label: t('settings.retention'),
  doc: t('settings.retention_doc'),
  words: 'privacy gdpr delete keep days history trash',
})

const trail = (): Place => ({
  to: '/settings/trail',
  icon: ScrollText,
  label: t('settings.trail'),
  doc: t('settings.trail_doc'),
  words: 'audit log trail history export login',
})

/** Every page of the settings this person may use, by group. */
export function settingsPlaces(me: Me, meta: Meta): PlaceGroup[] {
  const admin = me.admin === true
  const group = (id: 'me' | 'company' | 'people' | 'security' | 'data', places: Place[]): PlaceGroup => ({
    id,
    label: t(`settings.group.${id}`),
    places,
  })
  return [
    group('me', own()),
    ...(admin
      ? [
          group('company', company()),
          group('people', people()),
          group('security', [...security(), retention(), trail()]),
        ]
      : []),
    group('data', data(meta)),
  ]
}

import { t } from '../lib/words'
import { eyes } from './eyes'
import type { Found } from './found'
import type { Count, Fault, Field, Me, Meta, Page, Patch, Row } from './types'

/** What the server refused, with the fields it is about and, after a 409, the row as it is stored. */
export class ApiError extends Error {
  readonly status: number
  readonly faults: Fault[]
  readonly row: Row | undefined
  readonly retryAfter: number | undefined

  constructor(status: number, title: string, faults: Fault[] = [], row?: Row, retryAfter?: number) {
    super(title)
    this.name = 'ApiError'
    this.status = status
    this.faults = faults
    this.row = row
    this.retryAfter = retryAfter
  }

  /** The line did not hold (status 0) or the server is busy: worth another try. */
  get passing(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
  }

  faultAt(name: string): string | undefined {
    return this.faults.find((f) => f.at === name || f.at.startsWith(`${name}.`))?.text
  }
}

type Query = Record<string, string | number | boolean | null | undefined>

export interface Options {
  query?: Query
  signal?: AbortSignal
  /** version the change is based on, or the tag of what was read */
  ifMatch?: number | string
  /** the same key makes a repeated POST harmless */
  once?: string
  headers?: Record<string, string>
}

let onSignedOut: () => void = () => {}

/** Called when the server no longer knows us. */
export const whenSignedOut = (run: () => void): void => {
  onSignedOut = run
}

export function url(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  const whose = eyes()
  if (whose) search.set('eyes', whose.eyes)
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value))
  }
  const text = search.toString()
  return `/api/${path}${text ? `?${text}` : ''}`
}

async function fail(response: Response): Promise<never> {
  const problem = await response.json().catch(() => ({}))
  if (response.status === 401 && !/\/api\/(login|reset|invite)\b/.test(response.url)) onSignedOut()
  const wait = Number(response.headers.get('Retry-After')) || undefined
  throw new ApiError(response.status, problem.title ?? response.statusText, problem.faults, problem.row, wait)
}

async function ask(method: string, path: string, body: unknown, options: Options = {}): Promise<Response> {
  const raw = body instanceof Blob || body instanceof ArrayBuffer
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers }
  if (method !== 'GET') headers['X-Kith'] = '1'
  if (body !== undefined && !raw) headers['Content-Type'] = 'application/json'
  if (raw) headers['Content-Type'] = 'application/octet-stream'
  if (options.ifMatch !== undefined) headers['If-Match'] = `"${options.ifMatch}"`
  if (options.once) headers['Idempotency-Key'] = options.once
  // What no page held back is held back here: the server would only say that it may not be.
  if (method !== 'GET' && eyes()) throw new ApiError(403, t('eyes.read_only'))
  let response: Response
  try {
    response = await fetch(url(path, options.query), {
      method,
      headers,
      body: raw ? (body as Blob) : body === undefined ? undefined : JSON.stringify(body),
      signal: options.signal,
      credentials: 'same-origin',
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new ApiError(0, 'offline')
  }
  return response.ok ? response : fail(response)
}

const read = async <T>(response: Response): Promise<T> =>
  response.status === 204 ? (undefined as T) : ((await response.json()) as T)

async function send<T>(method: string, path: string, body: unknown, options?: Options): Promise<T> {
  return read<T>(await ask(method, path, body, options))
}

/** What was read, and the tag it is known by: with `ifMatch` a change reaches nothing else. */
export interface Tagged<T> {
  body: T
  tag: string
}

async function tagged<T>(response: Response): Promise<Tagged<T>> {
  const tag = response.headers.get('ETag') ?? ''
  return { body: await read<T>(response), tag: tag.replace(/^(W\/)?"|"$/g, '') }
}

export const get = <T>(path: string, options?: Options): Promise<T> => send<T>('GET', path, undefined, options)
export const getTagged = async <T>(path: string, options?: Options): Promise<Tagged<T>> =>
  tagged<T>(await ask('GET', path, undefined, options))
export const putTagged = async <T>(path: string, body: unknown, options?: Options): Promise<Tagged<T>> =>
  tagged<T>(await ask('PUT', path, body, options))
export const post = <T>(path: string, body: unknown, options?: Options): Promise<T> =>
  send<T>('POST', path, body, options)
export const patch = <T>(path: string, body: unknown, options?: Options): Promise<T> =>
  send<T>('PATCH', path, body, options)
/** For what is no JSON: who calls reads the answer. */
export const getAsIs = (path: string, options?: Options): Promise<Response> => ask('GET', path, undefined, options)
export const put = <T>(path: string, body: unknown, options?: Options): Promise<T> =>
  send<T>('PUT', path, body, options)
export const remove = <T>(path: string, options?: Options, body?: unknown): Promise<T> =>
  send<T>('DELETE', path, body, options)

/** A key for POSTs that may be sent twice. */
export const onceKey = (): string =>
  crypto.randomUUID?.() ?? Math.random().toString(36).slice(2) + Date.now().toString(36)

export interface ListQuery {
  where?: string
  q?: string
  sort?: string
  fields?: string
  limit?: number
  after?: string
  trash?: 1
  /** what is in the archive, too, or alone */
  archived?: Archived
}

export type Archived = 'with' | 'only'

const record = (entity: string, id: string) => `${entity}/${encodeURIComponent(id)}`

export const api = {
  me: () => get<Me>('me'),
  changeMe: (change: Partial<Me>) => patch<Me>('me', change),
  login: (login: string, password: string) => post<{ me: Me }>('login', { login, password }),
  logout: () => post<void>('logout', {}),
  setupNeeded: () => get<{ needed: boolean; languages: string[] }>('setup'),
  meta: () => get<Meta>('meta', { headers: { 'Cache-Control': 'no-cache' } }),
  rows: (entity: string, query: ListQuery = {}, signal?: AbortSignal) =>
    get<Page>(entity, { query: query as Query, signal }),
  count: (entity: string, query: Pick<ListQuery, 'where' | 'q' | 'trash' | 'archived'> = {}, signal?: AbortSignal) =>
    get<Count>(`${entity}/count`, { query: query as Query, signal }),
  read: (entity: string, id: string, signal?: AbortSignal) => get<Row>(record(entity, id), { signal }),
  create: (entity: string, fields: Patch, once?: string) => post<Row>(entity, fields, { once }),
  /** another with the lines of that one */
  copy: (entity: string, id: string, fields: Patch, once?: string) =>
    post<Row>(`${record(entity, id)}/copy`, fields, { once }),
  change: (entity: string, id: string, change: Patch, version: number) =>
    patch<Row>(record(entity, id), change, { ifMatch: version }),
  remove: (entity: string, id: string) => remove<Row>(record(entity, id)),
  restore: (entity: string, id: string) => post<Row>(`${record(entity, id)}/restore`, {}),
  archive: (entity: string, id: string, back: boolean) => post<Row>(`${record(entity, id)}/archive`, { back }),
  search: (q: string, limit = 20, signal?: AbortSignal, archived?: Archived) =>
    get<Found>('search', { query: { q, limit, archived }, signal }),
  upload: (name: string, about: string | undefined, body: Blob) => post<Row>('files', body, { query: { name, about } }),
}

/** The entities a ref field may point to. */
export const targets = (field: Field): string[] => (field.to === undefined ? [] : [field.to].flat())

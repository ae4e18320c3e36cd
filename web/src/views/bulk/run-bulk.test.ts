import { beforeEach, expect, test, vi } from 'vitest'
import { get, post } from '../../api/api'
import type { Entity } from '../../api/types'
import { toast } from '../../ui/toast'
import { runBulk } from './run-bulk'

vi.mock('../../api/api', async (original) => ({ ...(await original<object>()), get: vi.fn(), post: vi.fn() }))
vi.mock('../../ui/toast', () => ({ toast: vi.fn(() => 1), dismiss: vi.fn() }))
vi.mock('../../store/list-model', () => ({ reloadLists: vi.fn() }))

const deals = { name: 'deal' } as Entity

beforeEach(() => {
  vi.mocked(toast).mockClear()
  vi.mocked(post).mockResolvedValueOnce({ job: 'done' }).mockResolvedValueOnce({ job: 'back' })
})

/** Many are changed, and their way back ends as the server says. */
async function takenBack(end: object) {
  vi.mocked(get)
    .mockResolvedValueOnce({ state: 'done', done: 2, total: 2, result: { updated: 2 } })
    .mockResolvedValueOnce(end)
  await runBulk(deals, { ids: ['1', '2'] }, { set: { next_step: 'Call' } })
  const [, offered] = vi.mocked(toast).mock.calls[0] ?? []
  offered?.action?.run()
  await vi.waitFor(() => expect(toast).toHaveBeenCalledTimes(2))
  return vi.mocked(toast).mock.calls[1]
}

test('what does not go back says why, in the words of the server', async () => {
  const said = await takenBack({ state: 'failed', said: 'Mai has changed it since.' })
  expect(said).toEqual(['Mai has changed it since.', { tone: 'danger' }])
})

test('what was stopped on its way back is not said to be back', async () => {
  const said = await takenBack({ state: 'stopped' })
  expect(said).toEqual(['undo.failed', { tone: 'danger' }])
})

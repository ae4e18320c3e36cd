// Records that are the same become one: from a list, from the warning of a form; by keyboard; and several again.
import { ask, countOf, person } from './kit/browser.mjs'
import { foundCompany, hire, signIn } from './kit/setup.mjs'
import { expect, same, scenario, soonSame } from './kit/suite.mjs'
import { wordsOf } from './kit/words.mjs'

export const merge = scenario('merge', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  const { entities } = await ask(admin, 'GET', 'meta')
  const { contact: kind } = entities
  const first = await ask(admin, 'POST', 'contact', {
    name: { family: 'Tran', given: 'Mai' },
    email: 'mai@quang.example',
    tags: ['tea'],
  })
  const second = await ask(admin, 'POST', 'contact', {
    name: { family: 'Tran', given: 'Thi Mai' },
    email: 'mai@work.example',
    phone: '+84903123456',
    tags: ['vip'],
  })
  await ask(admin, 'POST', 'note', { text: 'Sings at night', about: { entity: 'contact', id: second.id } })
  const read = async (id) => (await ask(admin, 'GET', `contact/${id}`)).fields
  const dialogIn = (page, t, count) => page.getByRole('dialog', { name: t('merge.title', { count }) })
  const dialog = dialogIn(admin, t, 2)
  const line = (name) => dialog.getByRole('radiogroup', { name: kind.fields[name].label, exact: true })
  const chosen = (name) => line(name).locator('input:checked').getAttribute('aria-label')
  const done = async (where = dialog) => {
    await where.getByRole('button', { name: t('merge.do'), exact: true }).click()
    await where.waitFor({ state: 'detached' })
  }
  const select = async (page) => {
    const boxes = page.locator('[role=row] input[type=checkbox]')
    await boxes.nth(1).click()
    await boxes.nth(2).click()
  }

  await step('two are chosen in a list; what differs stands side by side, and what follows is counted', async () => {
    await admin.goto('/contact')
    await admin.getByText('Mai').first().waitFor()
    await select(admin)
    await admin
      .getByRole('toolbar')
      .getByRole('button', { name: t('bulk.merge') })
      .click()
    await line('email').waitFor()
    same(await chosen('email'), `${first.title}: mai@quang.example`, 'the one that is here longest keeps its own')
    expect((await chosen('phone')).startsWith(`${second.title}: `), 'what it does not have it takes')
    await line('tags')
      .getByRole('radio', { name: t('merge.united') })
      .waitFor()
    await dialog.getByText(t('merge.follows', { what: `1 ${entities.note.label[0].toLowerCase()}` })).waitFor()
  })
  await step('a value is chosen with the keyboard alone', async () => {
    await line('email').locator('input:checked').focus()
    const along = (await line('email').locator('input').first().isChecked()) ? 'ArrowRight' : 'ArrowLeft'
    await admin.keyboard.press(along)
    same(await chosen('email'), `${second.title}: mai@work.example`, 'what was chosen')
    await admin.keyboard.press('ArrowDown')
    const at = await admin.evaluate(() => document.activeElement.closest('[role=radiogroup]').dataset.field)
    expect(at && at !== 'email', 'down leads to the next field')
    await done()
    await admin.getByText(t('merge.done', { count: 2, title: first.title })).waitFor()
    const { email, phone, tags } = await read(first.id)
    same([email, phone, tags], ['mai@work.example', '+84903123456', ['tea', 'vip']], 'what is stored')
    same(await countOf(admin, 'contact'), 1, 'contacts')
    same(await countOf(admin, 'note', `about = '${second.id}'`), 0, 'notes on the one that went')
  })
  await step('the toast takes it back', async () => {
    await admin.getByRole('button', { name: t('undo.undo') }).click()
    await soonSame(() => countOf(admin, 'contact'), 2, 'contacts')
    same((await read(first.id)).email, 'mai@quang.example', 'its own value')
    same(await countOf(admin, 'note', `about = '${second.id}'`), 1, 'notes on the one that had gone')
  })
  await step('from the warning of a form: what was typed goes into the one that is there', async () => {
    await admin.goto('/contact?new=1')
    const form = admin.getByRole('dialog', { name: t('create.title', { entity: kind.label[0] }) })
    await form.getByLabel(kind.fields.email.label).fill('mai@quang.example')
    await form.getByLabel(t('name.given')).fill('Maria')
    await form.getByRole('button', { name: t('create.merge_named', { title: first.title }) }).click()
    await line('name').waitFor()
    await done()
    await form.waitFor({ state: 'detached' })
    same(await countOf(admin, 'contact'), 2, 'contacts')
    same((await read(first.id)).name.given, 'Mai', 'the name of the one that stayed')
  })
  await step('the history says so, and has a way back', async () => {
    await admin.goto(`/contact/${first.id}`)
    await admin.getByRole('heading', { level: 1, name: /Mai/ }).waitFor()
    await admin.keyboard.press('h')
    const history = admin.getByRole('dialog', { name: t('history.of', { title: first.title }) })
    await history.getByText(t('history.merged', { names: 'Maria' })).waitFor()
    await history.getByRole('button', { name: t('history.unmerge') }).click()
    await history.waitFor({ state: 'detached' })
    await soonSame(() => countOf(admin, 'contact'), 3, 'contacts')
  })
  await step('from right to left arrows follow the eye; on a phone nothing is wider than the screen', async () => {
    await hire(admin, { name: 'نگار رضایی', login: 'negar', roles: ['admin'], language: 'fa' })
    const fa = wordsOf('fa')
    const small = await person(browser, server.url, { locale: 'fa-IR', viewport: { width: 360, height: 740 } })
    watch(small)
    await signIn(small, fa, 'negar')
    await small.goto(`/contact/${first.id}`)
    await small.getByRole('button', { name: fa.t('record.more'), exact: true }).click()
    await small.getByRole('menuitem', { name: fa.t('record.merge') }).click()
    const pick = small.getByRole('dialog', { name: fa.t('merge.pick_title', { title: first.title }) })
    await pick.getByRole('checkbox').first().click()
    await pick.getByRole('button', { name: fa.t('merge.pick_go') }).click()
    const into = dialogIn(small, fa.t, 2).getByRole('radiogroup', { name: fa.t('merge.into') })
    const radios = into.getByRole('radio')
    await radios.first().focus()
    await small.keyboard.press('ArrowLeft')
    await soonSame(() => radios.nth(1).isChecked(), true, 'the next one is chosen')
    same(
      await small.evaluate(() => document.documentElement.scrollWidth - innerWidth <= 1),
      true,
      'as wide as the screen',
    )
    same(small.complaints, [], 'complaints of the phone')
    await small.context().close()
  })
  await step('nothing complained', async () => same(admin.complaints, [], 'complaints'))
  await admin.context().close()
})

// A filter becomes a segment: kept under a name, found as a condition, changed, used by a colleague; always of now.
import { ask, person } from './kit/browser.mjs'
import { foundCompany, hire, signIn } from './kit/setup.mjs'
import { same, scenario, soonSame } from './kit/suite.mjs'

export const segments = scenario('segments', async ({ browser, server, step, watch }) => {
  const { admin, words, t } = await foundCompany(browser, server, watch)
  await hire(admin, { name: 'Siyuan Chen', login: 'siyuan', roles: ['seller'], language: 'en' })
  for (const name of ['Cedar', 'Cinnabar', 'Willow']) await ask(admin, 'POST', 'account', { name })
  const { entities } = await ask(admin, 'GET', 'meta')
  const { segment: kind, account } = entities
  const seller = await person(browser, server.url)
  watch(seller)
  const rowsOf = (page) => page.getByRole('row').filter({ hasText: /Cedar|Cinnabar|Willow/ })
  const titles = async (page) => (await rowsOf(page).allTextContents()).map((s) => /Ce|Ci|Wi/.exec(s)?.[0]).sort()

  await step('the filter of a list is kept under a name', async () => {
    await admin.goto(`/account?where=${encodeURIComponent("name starts 'C'")}`)
    await soonSame(() => titles(admin), ['Ce', 'Ci'], 'the list')
    await admin.getByRole('button', { name: t('list.more') }).click()
    await admin.getByRole('menuitem', { name: t('list.keep_segment') }).click()
    const dialog = admin.getByRole('dialog', { name: t('create.title', { entity: kind.label[0] }) })
    await dialog.getByText(t('segment.fits', { count: 2 })).waitFor()
    await dialog.getByRole('textbox', { name: new RegExp(`^${kind.fields.name.label}`) }).fill('Begins with C')
    await dialog.getByLabel(t('segment.share')).check()
    await dialog.getByRole('button', { name: t('segment.save') }).click()
    await dialog.waitFor({ state: 'detached' })
    const [row] = (await ask(admin, 'GET', 'segment?fields=name,entity,rule,shared')).rows
    same(
      [row.fields.name, row.fields.entity, row.fields.rule, row.fields.shared],
      ['Begins with C', 'account', "name starts 'C'", true],
      'what is stored',
    )
  })
  await step('the page says how many are in it now, and leads to them', async () => {
    const line = admin.getByRole('listitem').filter({ hasText: 'Begins with C' })
    await line.getByText('2', { exact: true }).waitFor()
    await line.getByRole('link', { name: t('segment.open') }).click()
    await soonSame(() => titles(admin), ['Ce', 'Ci'], 'the list')
    await admin.getByRole('button', { name: /Begins with C/ }).waitFor()
  })
  await step('a colleague picks it as a condition, and turns it round', async () => {
    await signIn(seller, words, 'siyuan')
    await seller.goto('/account')
    await soonSame(() => titles(seller), ['Ce', 'Ci', 'Wi'], 'the whole list')
    await seller.getByRole('button', { name: t('filter.button'), exact: true }).click()
    await seller.getByRole('combobox', { name: t('filter.find_field') }).fill('begins')
    // segments come when they were asked for: until then nothing is there to be taken
    await seller.getByRole('option', { name: /Begins with C/ }).waitFor()
    await seller.keyboard.press('Enter')
    await soonSame(() => titles(seller), ['Ce', 'Ci'], 'in it')
    await seller.getByRole('button', { name: /Begins with C/ }).click()
    await seller.getByText(t('filter.segment_out'), { exact: true }).click()
    await soonSame(() => titles(seller), ['Wi'], 'not in it')
    await seller.getByRole('button', { name: t('filter.done') }).click()
  })
  await step('what it says now holds wherever it is asked', async () => {
    await admin.goto('/settings/segments')
    await admin.getByRole('button', { name: 'Begins with C' }).click()
    const dialog = admin.getByRole('dialog', { name: 'Begins with C' })
    await dialog.getByText(t('rights.rule_text'), { exact: true }).click()
    await dialog.getByLabel(t('rights.rule_label')).fill("name starts 'Ci' or weather = 1")
    await dialog.getByRole('alert').waitFor()
    same(await dialog.locator('mark').textContent(), 'weather', 'where it goes wrong')
    await dialog.getByLabel(t('rights.rule_label')).fill("name starts 'Ci'")
    await dialog.getByText(t('segment.fits', { count: 1 })).waitFor()
    await dialog.getByRole('button', { name: t('segment.save') }).click()
    await dialog.waitFor({ state: 'detached' })
    await seller.reload()
    await soonSame(() => titles(seller), ['Ce', 'Wi'], `the list of ${account.label[1]}`)
  })
  await step('nothing complained', async () => same([admin.complaints, seller.complaints], [[], []], 'complaints'))
  await seller.context().close()
  await admin.context().close()
})

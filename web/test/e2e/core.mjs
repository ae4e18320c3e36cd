// The core path: a company is set up, its spreadsheets are imported, a record is found without its marks, a deal is
// dragged to won, and a colleague sees it at once.
import { ask, countOf, person } from './kit/browser.mjs'
import { importAll } from './kit/pipeline.mjs'
import { hire, metaOf, setUp, signIn } from './kit/setup.mjs'
import { expect, same, scenario } from './kit/suite.mjs'
import { wordsOf } from './kit/words.mjs'

const name = 'Công ty Cổ phần Điện Quang'
const dealName = 'Đèn đường Quận 9'

export const core = scenario('core path', async ({ browser, server, step, watch, note }) => {
  const words = wordsOf('en')
  const { t } = words
  const admin = await person(browser, server.url)
  watch(admin)
  let meta

  await step('set up the company', async () => {
    await setUp(admin, words, server.setup, {
      name: 'Minh Anh Lê',
      login: 'minhanh',
      company: 'Harbor Lights',
      country: 'United States',
    })
    meta = await metaOf(admin)
    same([meta.site.name, meta.site.currency], ['Harbor Lights', 'USD'], 'the company')
    await admin.getByRole('heading', { name: t('home.first') }).waitFor()
  })
  await step('sign out and in again', async () => {
    await admin.goto('/me')
    await admin.getByRole('button', { name: t('me.sign_out') }).click()
    await admin.waitForURL('**/login')
    await signIn(admin, words, 'minhanh')
  })
  await step('a broken file is refused with a reason', async () => {
    await admin.goto('/import?entity=account')
    const button = admin.getByRole('button', { name: t('field.choose_file') })
    const [chooser] = await Promise.all([admin.waitForEvent('filechooser'), button.click()])
    await chooser.setFiles({ name: 'book.xlsx', mimeType: '', buffer: Buffer.from('PK\u0003\u0004 not a workbook') })
    const said = admin.getByRole('alert')
    await said.waitFor()
    const text = await said.textContent()
    expect(text.includes(t('import.bad_file', { name: 'book.xlsx' })) && text.length > 60, `it says why: ${text}`)
  })
  await importAll(step, admin, words, () => meta, { currency: 'USD' })

  await step('an import says which rows resemble each other', async () => {
    await admin.goto('/import?entity=contact')
    const button = admin.getByRole('button', { name: t('field.choose_file') })
    const [chooser] = await Promise.all([admin.waitForEvent('filechooser'), button.click()])
    const csv = 'Name,Phone,Mobile\nLê Thị Bình,0911 000 111,\nBinh Le Thi,,0911000111\n'
    await chooser.setFiles({ name: 'alike.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await admin
      .getByRole('radio', { name: t('import.alike.skip') })
      .locator('..')
      .click()
    await admin.getByRole('button', { name: t('import.to_check') }).click()
    await admin.getByText(t('import.will_resemble', { count: 1 })).waitFor()
    same(await admin.locator('[data-does=skip]').count(), 1, 'rows that are left out')
    const said = await admin.locator('[data-does=skip]').textContent()
    const fields = meta.entities.contact.fields
    expect(said.includes(fields.mobile.label) && said.includes('2'), `it says which, and by what: ${said}`)
  })
  await step('make an account', async () => {
    const account = meta.entities.account
    await admin.keyboard.press('Control+k')
    const box = admin.getByRole('combobox', { name: t('keys.palette') })
    await box.fill(t('action.make', { entity: account.label[0] }))
    await box.press('Enter')
    const form = admin.getByRole('dialog', { name: t('create.title', { entity: account.label[0] }) })
    await form.getByLabel(account.fields.name.label).first().fill(name)
    await form.getByRole('button', { name: t('create.do'), exact: true }).click()
    await form.waitFor({ state: 'detached' })
    same(await countOf(admin, 'account', `name = '${name}'`), 1, 'accounts of that name')
  })
  await step('find it without typing its marks', async () => {
    await admin.keyboard.press('Control+k')
    const box = admin.getByRole('combobox', { name: t('keys.palette') })
    await box.fill('dien quang')
    await admin.getByRole('option', { name }).first().waitFor()
    await box.press('Enter')
    await admin.getByRole('heading', { level: 1, name }).waitFor()
    expect(admin.url().includes('/account/'), `the page of the account: ${admin.url()}`)
  })
  await step('drag a deal to won; a colleague sees it at once', async () => {
    await hire(admin, { name: 'Siyuan Chen', login: 'siyuan', roles: ['seller'], language: 'en' })
    const colleague = await person(browser, server.url)
    watch(colleague)
    await signIn(colleague, words, 'siyuan')
    const deal = await ask(admin, 'POST', 'deal', { name: dealName, stage: 'engaging' })
    const { engaging, won } = meta.entities.deal.pipeline
    const column = (page, stage) => page.getByRole('region', { name: new RegExp(`^${stage.label}: `) })
    const card = (page, stage) => column(page, stage).getByRole('group', { name: dealName })
    for (const page of [admin, colleague]) {
      await page.goto('/deal?shape=board')
      await card(page, engaging).waitFor()
    }
    await card(admin, engaging).dragTo(column(admin, won))
    const dropped = Date.now()
    await card(colleague, won).waitFor()
    note(`${Date.now() - dropped} ms later`)
    await card(admin, won).waitFor()
    same((await ask(admin, 'GET', `deal/${deal.id}`)).fields.stage, 'won', 'stage of the deal')
    same(colleague.complaints, [], 'complaints of the colleague’s page')
    await colleague.context().close()
  })
  await step('undo an import: what it made goes, what was changed since stays', async () => {
    const { rows } = await ask(admin, 'GET', 'imports')
    const deals = rows.find((r) => r.name === 'sales_pipeline.csv')
    await admin.goto(`/import/${deals.id}`)
    await admin.getByRole('button', { name: t('import.undo') }).click()
    await admin
      .getByRole('alertdialog')
      .getByRole('button', { name: t('import.undo') })
      .click()
    await admin.getByRole('heading', { name: t('import.undone') }).waitFor({ timeout: 30_000 })
    same(await countOf(admin, 'deal'), 1, 'deals that are left')
  })
  await step('nothing complained', async () => same(admin.complaints, [], 'complaints of the page'))
  await admin.context().close()
})

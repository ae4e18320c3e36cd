// Who sees one record and why; a look through other eyes; what is held on a person, and its end; scopes of a token.
import { ask, person } from './kit/browser.mjs'
import { foundCompany, hire, signIn } from './kit/setup.mjs'
import { same, scenario } from './kit/suite.mjs'

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

export const access = scenario('access', async ({ browser, server, step, watch }) => {
  const { admin, words, t } = await foundCompany(browser, server, watch)
  await hire(admin, { name: 'Siyuan Chen', login: 'siyuan', roles: ['seller'], language: 'en' })
  await ask(admin, 'PUT', 'rights', { rights: { seller: { contact: { read: '@own' } } } })
  const contact = await ask(admin, 'POST', 'contact', {
    name: { family: 'Tran', given: 'Mai' },
    email: 'mai@quang.example',
  })
  await ask(admin, 'POST', 'note', { text: 'Sings at night', about: { entity: 'contact', id: contact.id } })
  const seller = await person(browser, server.url)
  watch(seller)
  const place = `/contact/${contact.id}`
  const more = async (name) => {
    await admin.getByRole('button', { name: t('record.more'), exact: true }).click()
    await admin.getByRole('menuitem', { name, exact: true }).click()
  }
  const pick = async (field, name) => {
    await field.fill(name)
    await admin.getByRole('option', { name: new RegExp(name) }).click()
  }

  await step('why does somebody not see it', async () => {
    await admin.goto(place)
    await more(t('record.why'))
    const dialog = admin.getByRole('dialog', { name: /Mai/ })
    await pick(dialog.getByRole('combobox', { name: t('why.who') }), 'Siyuan')
    await dialog
      .getByRole('listitem')
      .first()
      .getByRole('img', { name: t('why.no') })
      .waitFor()
    await admin.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })
  await step('it is shared, seen, and the share ended', async () => {
    await signIn(seller, words, 'siyuan')
    await more(t('record.share'))
    const dialog = admin.getByRole('dialog', { name: /Mai/ })
    await pick(dialog.getByRole('combobox', { name: t('share.with') }), 'Siyuan')
    await dialog.getByRole('button', { name: t('share.do'), exact: true }).click()
    const end = dialog.getByRole('button', { name: t('share.end_named', { name: 'Siyuan Chen' }) })
    await end.waitFor()
    await seller.goto(place)
    await seller.getByRole('heading', { level: 1, name: /Mai/ }).waitFor()
    await end.click()
    await end.waitFor({ state: 'detached' })
    same((await ask(seller, 'GET', 'contact')).rows.length, 0, 'contacts of the seller')
    await admin.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })
  await step('through the eyes of a colleague: their records, a bar, nothing to change', async () => {
    await admin.goto('/settings/people')
    await admin.getByRole('button', { name: /Siyuan Chen/ }).click()
    await admin.getByRole('button', { name: t('people.look_as') }).click()
    const bar = admin.getByText(t('eyes.as', { name: 'Siyuan Chen' }))
    await bar.waitFor()
    await admin.goto('/contact')
    await bar.waitFor()
    await admin.getByRole('heading', { level: 1 }).waitFor()
    const seen = await admin.evaluate(async () => (await fetch('/api/contact?eyes=user:0')).status)
    same(seen >= 400, true, 'nobody is looked at who is not there')
    same(await admin.getByText(/Mai/).count(), 0, 'what the seller may not see')
    same(await admin.getByRole('button', { name: /^New/ }).count(), 0, 'ways to make a record')
    same(await admin.getByRole('button', { name: t('view.save_as') }).count(), 0, 'ways to keep a view')
    await admin.goto('/me')
    const digits = admin.getByLabel(t('me.digits')).first()
    await digits.waitFor()
    same(await digits.isDisabled(), true, 'settings of the colleague stand still')
    await admin.goto('/contact')
    await admin.getByRole('button', { name: t('eyes.leave') }).click()
    await bar.waitFor({ state: 'detached' })
    await admin.getByText(/Mai/).first().waitFor()
  })
  await step('all that is held, as a file', async () => {
    await admin.goto(place)
    await more(t('record.held'))
    const link = admin.getByRole('link', { name: t('held.save') })
    await link.waitFor({ timeout: 30_000 })
    const [download] = await Promise.all([admin.waitForEvent('download'), link.click()])
    same(download.suggestedFilename(), 'person.zip', 'the file')
    await admin.keyboard.press('Escape')
    await link.waitFor({ state: 'detached' })
  })
  await step('erased: what would go, a reason, the certificate', async () => {
    await more(t('record.erase'))
    const dialog = admin.getByRole('alertdialog')
    await dialog
      .getByRole('region', { name: t('erase.goes') })
      .getByText('Sings at night')
      .waitFor({ timeout: 30_000 })
    await dialog.getByLabel(t('erase.reason')).fill('asked by letter')
    await dialog.getByRole('button', { name: t('erase.do') }).click()
    const link = admin.getByRole('link', { name: t('erase.certificate') })
    await link.waitFor({ timeout: 60_000 })
    await admin
      .getByRole('button', { name: t('ui.close') })
      .last()
      .click()
    await admin.waitForURL('**/contact')
    same((await ask(admin, 'GET', 'contact')).rows.length, 0, 'contacts')
  })
  await step('how long what is kept', async () => {
    await admin.goto('/settings/retention')
    await admin.getByLabel(t('retention.trash')).click()
    await admin.getByRole('option', { name: '30 days', exact: true }).click()
    await admin.getByText(t('retention.saved')).waitFor()
    same((await ask(admin, 'GET', 'retention')).trash, 30, 'days of the trash')
  })
  await step('a token for little', async () => {
    await seller.goto('/me/security')
    await seller.getByRole('button', { name: t('token.new') }).click()
    const dialog = seller.getByRole('dialog', { name: t('token.new') })
    await dialog.getByLabel(t('token.name'), { exact: false }).first().fill('web site')
    await dialog.getByText(t('token.reach.read'), { exact: true }).click()
    await dialog.getByRole('button', { name: t('token.make') }).click()
    await seller.getByLabel(t('token.secret')).waitFor()
    same((await ask(seller, 'GET', 'tokens')).rows[0].scopes, ['read:*'], 'scopes')
  })
  await step('on a phone the settings are a touch away', async () => {
    const small = await person(browser, server.url, phone)
    watch(small)
    await signIn(small, words, 'siyuan')
    await small
      .getByRole('navigation')
      .getByRole('link', { name: t('nav.options') })
      .last()
      .click()
    await small.getByRole('heading', { level: 1, name: t('settings.title') }).waitFor()
    same(small.complaints, [], 'complaints of the phone')
    await small.context().close()
  })
  await step('nothing complained', async () => same([admin.complaints, seller.complaints], [[], []], 'complaints'))
  await seller.context().close()
  await admin.context().close()
})

// The rights of a role: changed in words, looked at before they hold, in force at once; faults stand at their cells.
import { ask, person } from './kit/browser.mjs'
import { foundCompany, hire, signIn } from './kit/setup.mjs'
import { same, scenario, soonSame } from './kit/suite.mjs'

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

export const rights = scenario('rights', async ({ browser, server, step, watch }) => {
  const { admin, words, t } = await foundCompany(browser, server, watch)
  await hire(admin, { name: 'Siyuan Chen', login: 'siyuan', roles: ['seller'], language: 'en' })
  await ask(admin, 'POST', 'deal', { name: 'Street lamps', stage: 'engaging', next_step: 'Call' })
  const { entities } = await ask(admin, 'GET', 'meta')
  const deals = entities.deal.label[1]
  const seller = await person(browser, server.url)
  watch(seller)
  const cell = (what) => admin.getByRole('button', { name: new RegExp(`^${deals}, ${what}: `) })
  /** What the sheet sends says what it has read; what the colleague does beside it below does not. */
  const isOurs = (answer) =>
    answer.url().endsWith('/api/rights') &&
    answer.request().method() === 'PUT' &&
    answer.request().headers()['if-match']
  /** Looked at and sent; what the server answered. */
  const save = async () => {
    await admin.getByRole('button', { name: t('rights.review') }).click()
    const [answer] = await Promise.all([
      admin.waitForResponse(isOurs),
      admin
        .getByRole('dialog', { name: t('rights.review_title') })
        .getByRole('button', { name: t('rights.save') })
        .click(),
    ])
    await answer.finished()
    return answer.status()
  }
  const choose = async (what, level) => {
    await cell(what).click()
    // What it is already has a mark behind its name.
    await admin.getByRole('menuitem', { name: new RegExp(`^${level}( ?✓)?$`) }).click()
  }
  const see = t('rights.may.read')

  await step('a level is chosen with the keyboard alone', async () => {
    await signIn(seller, words, 'siyuan')
    await seller.goto('/deal')
    await seller.getByText('Street lamps').first().waitFor()
    await admin.goto('/settings/rights?role=seller')
    await cell(see).focus()
    await admin.keyboard.press('ArrowRight')
    await admin.keyboard.press('ArrowLeft')
    await admin.keyboard.press('Enter')
    await admin.locator('[role=menuitem][data-focused]', { hasText: t('rights.level.none') }).waitFor()
    await admin.keyboard.press('ArrowDown')
    await admin.locator('[role=menuitem][data-focused]', { hasText: t('rights.level.own') }).waitFor()
    await admin.keyboard.press('Enter')
    await admin.getByText(t('rights.changes', { count: 1 })).waitFor()
  })
  await step('it is looked at, saved, and holds at once', async () => {
    await save()
    await admin.getByText(t('rights.saved')).waitFor()
    same((await ask(admin, 'GET', 'rights')).site, { seller: { deal: { read: '@own' } } }, 'what the company said')
    await seller.reload()
    await seller.getByText('Street lamps').first().waitFor({ state: 'detached' })
    same((await ask(seller, 'GET', 'deal')).rows.length, 0, 'deals of a seller')
  })
  await step('two roles beside each other; only their differences', async () => {
    await admin.goto('/settings/rights?role=seller&with=manager')
    await admin.getByText(t('rights.sieve.differ'), { exact: true }).click()
    await cell(see).waitFor()
    await admin.getByLabel(t('rights.find')).fill(deals)
    same(
      await admin
        .getByRole('rowheader')
        .filter({ hasText: t('rights.fields') })
        .count(),
      1,
      'kinds of records',
    )
  })
  await step('a field is hidden', async () => {
    await admin.getByRole('button', { name: new RegExp(`^${deals}: `) }).click()
    const sheet = admin.getByRole('dialog')
    await sheet.getByRole('button', { name: new RegExp(`, ${entities.deal.fields.next_step.label}: `) }).click()
    await admin.getByRole('menuitem', { name: t('rights.field.none') }).click()
    await admin.keyboard.press('Escape')
    await choose(see, t('rights.level.all'))
    same(await save(), 200, 'saved')
    const { rows } = await ask(seller, 'GET', 'deal')
    same([rows.length, 'next_step' in rows[0].fields], [1, false], 'deals, and the field that is hidden')
  })
  await step('a rule is put together of conditions, as a list is narrowed', async () => {
    await choose(see, t('rights.rule'))
    const dialog = admin.getByRole('dialog', { name: `${deals}: ${see}` })
    await dialog.getByRole('button', { name: t('filter.add') }).click()
    const find = admin.getByRole('combobox', { name: t('filter.find_field') })
    await find.fill(entities.deal.fields.owner.label)
    await admin.getByRole('option', { name: entities.deal.fields.owner.label, exact: true }).click()
    await admin.getByRole('button', { name: new RegExp(`^${t('ask.me')}`) }).click()
    await admin.getByRole('option', { name: t('ask.units') }).click()
    await admin
      .getByRole('dialog', { name: t('filter.title') })
      .getByRole('button', { name: t('filter.done') })
      .click()
    await dialog.getByText(t('ask.units')).waitFor()
    await dialog.getByText(t('rights.rule_fits', { count: 1 })).waitFor()
    await dialog.getByText(t('rights.rule_text'), { exact: true }).click()
    same(await dialog.getByLabel(t('rights.rule_label')).inputValue(), 'owner in @units', 'the rule in its own words')
    await dialog.getByRole('button', { name: t('rights.rule_use') }).click()
    await dialog.waitFor({ state: 'detached' })
    same(await save(), 200, 'saved')
    same((await ask(admin, 'GET', 'rights')).site.seller.deal.read, 'owner in @units', 'what holds')
  })
  await step('nothing unsaved is lost by leaving: by a link, by going back, by closing', async () => {
    await admin.goto('/settings')
    await admin.locator('a[href="/settings/rights"]').click()
    await choose(see, t('rights.level.unit'))
    const stay = async () => {
      const question = admin.getByRole('alertdialog', { name: t('rights.leave_title') })
      await question.getByRole('button', { name: t('ui.cancel') }).click()
      await question.waitFor({ state: 'detached' })
      await admin.getByText(t('rights.changes', { count: 1 })).waitFor()
      same(new URL(admin.url()).pathname, '/settings/rights', 'where one still is')
    }
    await admin
      .getByRole('navigation', { name: t('settings.way') })
      .getByRole('link')
      .click()
    await stay()
    await admin.evaluate(() => history.back())
    await stay()
    const asked = admin.waitForEvent('dialog')
    // It stays, and this promise waits for a page that does not come.
    void admin.reload().catch(() => {})
    const question = await asked
    same(question.type(), 'beforeunload', 'the browser asks before it goes')
    await question.dismiss()
    await admin.getByRole('button', { name: t('rights.discard') }).click()
    await admin.goto('/settings/rights?role=seller')
  })
  await step('on a phone, too, what was changed is saved', async () => {
    const small = await person(browser, server.url, phone)
    watch(small)
    await signIn(small, words, 'minhanh')
    await small.goto('/settings/rights?role=seller')
    await small.getByRole('button', { name: new RegExp(`^${deals}, ${t('rights.may.export')}: `) }).click()
    await small.getByRole('menuitem', { name: t('rights.level.unit'), exact: true }).click()
    await small.getByRole('button', { name: t('rights.review') }).click()
    await small
      .getByRole('dialog')
      .getByRole('button', { name: t('rights.save') })
      .click()
    await small.getByText(t('rights.saved')).waitFor()
    same((await ask(small, 'GET', 'rights')).site.seller.deal.export, '@unit', 'what holds')
    await ask(small, 'PUT', 'rights', {
      rights: { seller: { deal: { read: 'owner in @units', fields: { next_step: 'none' } } } },
    })
    same(small.complaints, [], 'complaints of the phone')
    await small.context().close()
    await admin.reload()
  })
  await step('a rule that cannot be read is said where it is written, and at its cell', async () => {
    await choose(see, t('rights.rule'))
    const dialog = admin.getByRole('dialog')
    await dialog.getByText(t('rights.rule_text'), { exact: true }).click()
    const text = dialog.getByLabel(t('rights.rule_label'))
    const use = dialog.getByRole('button', { name: t('rights.rule_use') })
    await text.fill('weather = 1')
    await dialog.getByRole('alert').waitFor()
    same(await use.isDisabled(), true, 'a rule that cannot be read is not used')
    // Where nobody can say what it would let through, the one who saves it is told.
    await admin.route('**/api/deal/count*', (route) => route.abort())
    await text.fill('weather = 2')
    await use.click()
    await admin.unroute('**/api/deal/count*')
    await save()
    await admin
      .getByRole('cell')
      .filter({ has: cell(see) })
      .getByRole('alert')
      .waitFor()
    await choose(see, t('rights.level.team'))
  })
  await step('somebody else was faster: nothing of either is lost', async () => {
    const { site } = await ask(admin, 'GET', 'rights')
    site.viewer = { deal: { read: false } }
    // Between the click and the server: whoever reads the sheet anew before that is not late.
    let late = true
    await admin.route('**/api/rights', async (route) => {
      if (!late || route.request().method() !== 'PUT') return route.fallback()
      late = false
      await ask(admin, 'PUT', 'rights', { rights: site })
      await route.fallback()
    })
    same(await save(), 409, 'who is late is told')
    await admin.getByText(t('rights.raced')).waitFor()
    same(await save(), 200, 'the second time')
    const after = (await ask(admin, 'GET', 'rights')).site
    same([after.viewer.deal.read, after.seller.deal.read], [false, '@team'], 'both changes')
  })
  await step('back to what was delivered', async () => {
    await choose(see, t('rights.delivered'))
    same(await save(), 200, 'saved')
    await cell(see)
      .and(admin.getByRole('button', { name: new RegExp(`: ${t('rights.level.all')}$`) }))
      .waitFor()
    same((await ask(admin, 'GET', 'rights')).site.seller, { deal: { fields: { next_step: 'none' } } }, 'of a seller')
  })
  await step('a territory: its kind is picked, its rule put together, people look after it', async () => {
    const { territory: kind } = entities
    await admin.goto('/settings/territories')
    await admin.getByRole('button', { name: /^New / }).click()
    const dialog = admin.getByRole('dialog', { name: t('create.title', { entity: kind.label[0] }) })
    await dialog.getByLabel(kind.fields.name.label).fill('Street lighting')
    await dialog.getByRole('button', { name: new RegExp(kind.fields.entity.label) }).click()
    await admin.getByRole('option', { name: deals, exact: true }).click()
    await dialog.getByText(t('rights.rule_text'), { exact: true }).click()
    const text = dialog.getByLabel(t('rights.rule_label'))
    const use = dialog.getByRole('button', { name: t('territory.save') })
    await text.fill("name starts 'Street' and weather = 1")
    await dialog.getByRole('alert').waitFor()
    same(await dialog.locator('mark').textContent(), 'weather', 'where it goes wrong')
    await text.fill("name starts 'Street'")
    await dialog.getByText(t('territory.fits', { count: 1 })).waitFor()
    await use.click()
    await dialog.waitFor({ state: 'detached' })
    await admin.getByRole('button', { name: t('people.add_to', { team: 'Street lighting' }) }).click()
    await admin.getByRole('combobox', { name: t('people.add_to', { team: 'Street lighting' }) }).fill('Siyuan')
    await admin.getByRole('option', { name: /Siyuan/ }).click()
    await admin
      .getByRole('button', { name: 'Siyuan Chen', exact: true })
      .or(admin.getByText('Siyuan Chen'))
      .first()
      .waitFor()
    const [row] = (await ask(admin, 'GET', 'territory?fields=name,entity,rule')).rows
    same([row.fields.entity, row.fields.rule], ['deal', "name starts 'Street'"], 'what is stored')
    await soonSame(async () => (await ask(admin, 'GET', 'territory_member')).rows.length, 1, 'who looks after it')
  })
  await step('nothing complained', async () => same([admin.complaints, seller.complaints], [[], []], 'complaints'))
  await seller.context().close()
  await admin.context().close()
})

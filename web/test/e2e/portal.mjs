// A quote goes to the customer by a link: seen without an account, in their language, on a phone; asked about, accepted
// with a name and a hand; and it stands on the timeline of whoever sent it.
import { faultsInBoth } from './kit/axe.mjs'
import { ask } from './kit/browser.mjs'
import { foundCompany } from './kit/setup.mjs'
import { narrow, shot } from './kit/shot.mjs'
import { same, scenario, soonSame } from './kit/suite.mjs'
import { wordsOf } from './kit/words.mjs'

const usd = (minor) => ({ minor, cur: 'USD' })

export const portal = scenario('portal', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  const make = async (kind, fields) => (await ask(admin, 'POST', kind, fields)).id
  const account = await make('account', { name: 'Globex' })
  const quote = await make('quote', { name: 'Wiring', account, valid_until: '2030-01-01', terms: 'Half now' })
  await ask(admin, 'POST', `quote/${quote}/lines`, {
    create: [
      { fields: { text: 'Cable', quantity: 2, price: usd(125050), tax: 10, unit_cost: usd(77777) } },
      { fields: { text: 'Relay', price: usd(5000) } },
    ],
  })
  let link = ''
  let customer

  await step('a draft is sent and gets its link in one press', async () => {
    await admin.goto(`/quote/${quote}`)
    await admin.getByRole('button', { name: t('record.more'), exact: true }).click()
    await admin.getByRole('menuitem', { name: t('record.link'), exact: true }).click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByText(t('links.sends', { stage: 'Sent' })).waitFor()
    await dialog.getByRole('button', { name: t('links.send', { stage: 'Sent' }) }).click()
    link = await dialog.getByRole('textbox', { name: t('links.link') }).inputValue()
    same(/\/offer#[\w-]{43}$/.test(link), true, 'a secret behind the #')
    await dialog.getByText(t('links.unseen')).waitFor()
    same(await faultsInBoth(admin), [], 'faults')
    await shot(admin, 'links')
    same((await ask(admin, 'GET', `quote/${quote}`)).fields.stage, 'sent', 'its stage')
    await admin.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  await step('the customer sees it without an account, and nothing that is not theirs', async () => {
    const context = await browser.newContext({ viewport: { width: 1100, height: 900 } })
    customer = await context.newPage()
    watch(customer)
    const asked = []
    customer.on('request', (request) => asked.push(request.url()))
    await customer.goto(link)
    await customer.getByRole('heading', { name: 'Wiring' }).waitFor()
    const page = await customer.locator('main').textContent()
    for (const seen of ['Globex', 'Cable', 'Relay', 'Half now', '$2,801.10']) same(page.includes(seen), true, seen)
    for (const not of ['Margin', 'Cost', '777']) same(page.includes(not), false, not)
    same(
      asked.some((url) => url.includes(link.split('#')[1])),
      false,
      'the secret stands in no address',
    )
    same(await faultsInBoth(customer), [], 'faults')
    await shot(customer, 'offer')
    await narrow(customer, 'offer-phone')
  })

  await step('in their own language, and back', async () => {
    await customer.getByRole('button', { name: 'فارسی' }).click()
    const fa = wordsOf('fa')
    await customer.getByRole('button', { name: fa.t('offer.accept') }).waitFor()
    same(await customer.evaluate(() => document.dir), 'rtl', 'from the right')
    await shot(customer, 'offer-fa')
    await customer.getByRole('button', { name: 'English' }).click()
    await customer.getByRole('button', { name: t('offer.accept'), exact: true }).waitFor()
  })

  await step('a question, and a yes with a hand', async () => {
    await customer.getByRole('button', { name: t('offer.ask') }).click()
    await customer.getByLabel(t('offer.name')).fill('Ada Byron')
    await customer.getByLabel(t('offer.question')).fill('Is delivery with it?')
    await customer.getByRole('button', { name: t('offer.ask_send') }).click()
    await customer.getByText('Is delivery with it?').waitFor()
    await customer.getByRole('button', { name: t('offer.accept'), exact: true }).click()
    same(await customer.getByLabel(t('offer.name')).inputValue(), 'Ada Byron', 'known by now')
    const pad = customer.getByRole('img', { name: t('offer.sign_here') })
    await pad.scrollIntoViewIfNeeded()
    const at = await pad.boundingBox()
    await customer.mouse.move(at.x + 40, at.y + 60)
    await customer.mouse.down()
    for (let i = 1; i < 30; i++) await customer.mouse.move(at.x + 40 + i * 8, at.y + 60 + 30 * Math.sin(i / 3))
    await customer.mouse.up()
    same(await faultsInBoth(customer), [], 'faults')
    await shot(customer, 'offer-accept')
    await customer.getByRole('button', { name: t('offer.accept_send') }).click()
    await customer.getByText(t('offer.accepted_help')).waitFor()
    same(await customer.getByRole('button', { name: t('offer.refuse') }).count(), 0, 'no way back')
  })

  await step('it stands on the timeline at once, with the hand, and the owner was told', async () => {
    await admin.getByText('Accepted by the customer').waitFor()
    await admin.getByRole('img', { name: t('timeline.signature') }).waitFor()
    await admin.getByText(t('timeline.customer'), { exact: true }).waitFor()
    same((await ask(admin, 'GET', `quote/${quote}`)).fields.stage, 'accepted', 'its stage')
    const told = await ask(admin, 'GET', `notice?where=${encodeURIComponent("kind = 'reply'")}`)
    same(told.rows.length, 3, 'opened, asked, accepted')
    await shot(admin, 'portal-timeline')
  })

  await step('taken back, the link leads nowhere', async () => {
    await admin.getByRole('button', { name: t('record.more'), exact: true }).click()
    await admin.getByRole('menuitem', { name: t('record.link'), exact: true }).click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByRole('button', { name: t('links.end') }).click()
    await soonSame(() => dialog.getByRole('button', { name: t('links.end') }).count(), 0, 'links')
    await customer.reload()
    await customer.getByText(t('offer.gone')).waitFor()
    same((await customer.locator('main').textContent()).includes('Wiring'), false, 'nothing of it')
    await customer.context().close()
  })
})

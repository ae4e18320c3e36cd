// What does it cost? A price list answers while one says what is asked for, and explains each line.
import { faultsInBoth } from './kit/axe.mjs'
import { ask } from './kit/browser.mjs'
import { bundle } from './kit/pack.mjs'
import { foundCompany } from './kit/setup.mjs'
import { narrow, shot } from './kit/shot.mjs'
import { same, scenario, soonSame } from './kit/suite.mjs'

const usd = (minor) => ({ minor, cur: 'USD' })

export const prices = scenario('prices', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  await ask(admin, 'POST', 'studio/packs', { stamp: '0', pack: bundle('packs/logistics') })
  const make = async (kind, fields) => (await ask(admin, 'POST', kind, fields)).id
  const origin = await make('port', { code: 'VNSGN', name: 'Sài Gòn', kind: 'sea' })
  const destination = await make('port', { code: 'IRBND', name: 'بندرعباس', kind: 'sea' })
  const ship = await make('account', { name: 'Hải Vân Line' })
  const plane = await make('account', { name: 'Pars Air' })
  const lane = { origin, destination }
  await make('rate', { ...lane, carrier: ship, mode: 'sea', weight_to: 100, each: usd(75), least: usd(4000), days: 21 })
  await make('rate', { ...lane, carrier: plane, mode: 'air', each: usd(300), fixed: usd(1000), days: 3 })
  await make('rate', { carrier: plane, origin: destination, mode: 'air', each: usd(1), days: 9 })
  const offers = admin.locator('[data-offer]')
  const totals = () => offers.locator('strong').allInnerTexts()

  await step('from the list of rates to what they cost', async () => {
    await admin.goto('/rate')
    await admin.getByRole('button', { name: t('list.prices') }).click()
    await soonSame(() => offers.count(), 3, 'all that hold for one')
    same(await faultsInBoth(admin), [], 'faults')
  })
  await step('what is asked for leaves those that hold, the best marked, each explained', async () => {
    await admin.getByRole('combobox', { name: 'Origin' }).fill('VNS')
    await admin.getByRole('option', { name: /VNSGN/ }).click()
    await admin.getByRole('textbox', { name: t('prices.quantity') }).fill('10')
    await admin.keyboard.press('Tab')
    await soonSame(totals, ['$40.00', '$40.00'], 'ten kilograms')
    await admin.getByRole('textbox', { name: t('prices.quantity') }).fill('60.5')
    await admin.keyboard.press('Tab')
    await soonSame(totals, ['$45.38', '$191.50'], 'sixty and a half')
    const [cheap, fast] = [offers.nth(0), offers.nth(1)]
    await cheap.getByText(t('prices.best.cheapest')).waitFor()
    same(await cheap.getByText(t('prices.best.fastest')).count(), 0, 'a ship is not the fastest')
    await fast.getByText(t('prices.best.fastest')).waitFor()
    await fast.getByText('Fixed charge').waitFor()
    same(await faultsInBoth(admin), [], 'faults')
    await shot(admin, 'prices')
    await narrow(admin, 'prices-phone')
  })
  await step('beyond a break a rate holds no more; what is no quantity is said at its place', async () => {
    const quantity = admin.getByRole('textbox', { name: t('prices.quantity') })
    await quantity.fill('100.5')
    await admin.keyboard.press('Tab')
    await soonSame(totals, ['$311.50'], 'the plane alone')
    await quantity.fill('2000000000000')
    await admin.keyboard.press('Tab')
    await soonSame(() => admin.locator('[data-field="@quantity"] [aria-invalid="true"]').count(), 1, 'a fault')
  })
  await step('on a quote, a rate becomes a line by one press', async () => {
    const account = await make('account', { name: 'Globex' })
    const quote = await make('quote', { name: 'To Bandar', account, valid_until: '2030-01-01' })
    await admin.goto(`/quote/${quote}`)
    const part = admin.getByRole('region', { name: 'Lines' })
    await part.getByRole('button', { name: t('list.prices') }).click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Origin' }).fill('VNS')
    await admin.getByRole('option', { name: /VNSGN/ }).click()
    await dialog.getByRole('textbox', { name: t('prices.quantity') }).fill('60.5')
    await admin.keyboard.press('Tab')
    await soonSame(totals, ['$45.38', '$191.50'], 'sixty and a half')
    same(await faultsInBoth(admin), [], 'faults')
    await shot(admin, 'prices-quote')
    await offers.nth(1).getByRole('button').click()
    await dialog.waitFor({ state: 'detached' })
    await part.getByRole('button', { name: t('list.prices') }).click()
    await dialog.getByRole('textbox', { name: t('prices.quantity') }).fill('60.5')
    await admin.keyboard.press('Tab')
    await soonSame(async () => (await totals())[1], '$45.38', 'the ship, of all lanes')
    await offers.nth(1).getByRole('button').click()
    await dialog.waitFor({ state: 'detached' })
    await part.getByRole('button', { name: t('lines.save') }).click()
    await part.getByRole('button', { name: t('lines.save') }).waitFor({ state: 'detached' })
    const { rows } = await ask(
      admin,
      'GET',
      `quote_line?where=${encodeURIComponent(`quote = '${quote}'`)}&sort=position`,
    )
    same(
      rows.map(({ fields }) => [fields.quantity, fields.price.minor]),
      [
        [1, 19150],
        [60.5, 75],
      ],
      'as asked',
    )
    same((await ask(admin, 'GET', `quote/${quote}`)).fields.net, usd(19150 + 4538), 'what it comes to')
  })
})

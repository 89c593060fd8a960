/** Where posts can be tagged: real cities, with ids that X does not have. */
import type { Random } from '../random.ts'
import type { SandboxPlace } from './post-content.ts'

const PLACES: readonly SandboxPlace[] = [
  place(
    '5e1d00a1c0ffee01',
    'Lisbon',
    'Lisbon, Portugal',
    'Portugal',
    'PT',
    [-9.2298, 38.6914, -9.0905, 38.7967],
  ),
  place(
    '5e1d00a1c0ffee02',
    'Leipzig',
    'Leipzig, Germany',
    'Germany',
    'DE',
    [12.2366, 51.2381, 12.5424, 51.4481],
  ),
  place(
    '5e1d00a1c0ffee03',
    'Bergen',
    'Bergen, Norway',
    'Norway',
    'NO',
    [5.1603, 60.1702, 5.6867, 60.5348],
  ),
  place(
    '5e1d00a1c0ffee04',
    'Kyoto',
    'Kyoto, Japan',
    'Japan',
    'JP',
    [135.5592, 34.8749, 135.8786, 35.3212],
  ),
  place(
    '5e1d00a1c0ffee05',
    'Halifax',
    'Halifax, Nova Scotia',
    'Canada',
    'CA',
    [-64.2383, 44.4257, -62.1589, 45.2768],
  ),
  place(
    '5e1d00a1c0ffee06',
    'Manhattan',
    'Manhattan, NY',
    'United States',
    'US',
    [-74.0267, 40.6839, -73.9104, 40.8774],
  ),
  place(
    '5e1d00a1c0ffee07',
    'Camden Town',
    'Camden Town, London',
    'United Kingdom',
    'GB',
    [-0.2135, 51.5126, -0.1053, 51.573],
  ),
  place(
    '5e1d00a1c0ffee08',
    'Valparaíso',
    'Valparaíso, Chile',
    'Chile',
    'CL',
    [-71.7089, -33.2097, -71.5025, -33.0129],
  ),
]

/** A place in this country, or with this name, or any; null when the sandbox knows none such. */
export function pickPlace(
  country: string | undefined,
  name: string | undefined,
  random: Random,
): SandboxPlace | null {
  const fitting = PLACES.filter(
    (each) =>
      (country === undefined || each.countryCode === country.toUpperCase()) &&
      (name === undefined || each.fullName.toLowerCase().includes(name.toLowerCase())),
  )
  return fitting.length > 0 ? random.pick(fitting) : null
}

function place(
  id: string,
  name: string,
  fullName: string,
  country: string,
  countryCode: string,
  bbox: SandboxPlace['bbox'],
): SandboxPlace {
  return { id, name, fullName, country, countryCode, bbox }
}

import { layerCatches } from '../text/layer.ts'
import type { Detector } from './contract.ts'

export const base64Base64Detector: Detector = {
  id: 'base64-base64',
  catalogue: [23, 25],
  needles: ['base64-base64-der', 'base64-base64-der-1', 'base64-base64-der-2'],
  finds:
    'Runs of base64 or base64url in which the base64 of DER starts, at each of the three alignments: headers of JSON Web Signatures with x5c, targets of TUF, JSON in base64. They become a layer.',
  ignores: 'Runs too short to hold a certificate.',
  find(hit, input) {
    // The patterns begin with the first, the second and the third character of a group.
    const back = hit.needle === 'base64-base64-der-1' ? 1 : hit.needle === 'base64-base64-der-2' ? 2 : 0
    return layerCatches(hit.at - back, input)
  },
}

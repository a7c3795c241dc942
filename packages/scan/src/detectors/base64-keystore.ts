import { layerCatches } from '../text/layer.ts'
import type { Detector } from './contract.ts'

export const base64KeystoreDetector: Detector = {
  id: 'base64-keystore',
  catalogue: [26],
  needles: ['base64-jks', 'base64-jceks', 'base64-bks'],
  finds: 'Java keystores (JKS, JCEKS, BKS) in base64. They become a layer.',
  ignores: 'Runs too short to hold an entry.',
  find(hit, input) {
    return layerCatches(hit.at, input)
  },
}

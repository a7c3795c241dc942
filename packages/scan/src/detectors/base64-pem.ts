import { layerCatches } from '../text/layer.ts'
import type { Detector } from './contract.ts'

export const base64PemDetector: Detector = {
  id: 'base64-pem',
  catalogue: [25, 26],
  needles: ['pem-base64', 'pem-base64-1', 'pem-base64-2', 'pem-base64-utf16'],
  finds:
    'Runs of base64 in which a PEM block starts, at each of the three alignments, also in UTF-16: Kubernetes secrets, kubeconfig, environment variables. They become a layer.',
  ignores: 'Runs too short to hold a block.',
  find(hit, input) {
    // `?-----BEGIN` in base64 shows the dashes from the third character on, `??-----BEGIN` from the fourth.
    const back = hit.needle === 'pem-base64-1' ? 2 : hit.needle === 'pem-base64-2' ? 3 : 0
    return layerCatches(hit.at - back, input)
  },
}

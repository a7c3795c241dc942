import { pemUtf16Detector } from '../../src/detectors/pem-utf16.ts'
import { testShapes } from './finding-shapes.ts'
import { shapes } from './shapes.ts'

testShapes(pemUtf16Detector, shapes, ['leaf', 'root-a', 'leaf-rsa-2048', 'odd-v1', 'leaf-expired'])

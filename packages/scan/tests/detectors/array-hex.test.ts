import { arrayHexDetector } from '../../src/detectors/array-hex.ts'
import { testShapes } from './finding-shapes.ts'
import { shapes } from './shapes.ts'

testShapes(arrayHexDetector, shapes, ['leaf', 'root-a', 'leaf-rsa-2048', 'odd-v1', 'leaf-expired'])

import { base64InsideDetector } from '../../src/detectors/base64-inside.ts'
import { testShapes } from './finding-shapes.ts'
import { shapes } from './shapes.ts'

testShapes(base64InsideDetector, shapes, ['leaf', 'root-a', 'leaf-rsa-2048', 'leaf-expired'])

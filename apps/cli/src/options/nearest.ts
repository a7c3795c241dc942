export { nearest, suggestion } from '@foreseen/facts'

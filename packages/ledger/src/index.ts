export const ledgerSchema = 1

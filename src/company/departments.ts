/** The departments that every company has; others can be added. */
export const builtInDepartments = ['marketing', 'sales', 'customer_success', 'finance'] as const

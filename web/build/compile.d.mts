export function compile(message: string): string
export function placeholders(message: string): string[]

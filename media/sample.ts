// A file to look at and to type in. Dimmed text after the caret is a suggestion: Tab accepts it, typing ignores it.
// A beginning to try, at the end of the file:   for (const item of it

export interface Item {
  name: string;
  price: number;
  amount: number;
}

const messages = { empty: 'The basket is empty.', full: 'The basket is full.' };

export function total(items: readonly Item[]): number {
  let sum = 0;
  for (const item of items) {
    sum += item.price * item.amount;
  }
  return sum;
}

export function average(items: readonly Item[]): number {
  if (items.length === 0) throw new Error('There is nothing to average.');
  return total(items) / items.length;
}

export function describe(items: readonly Item[]): string {
  if (items.length === 0) return messages.empty;
  if (items.length > 20) return messages.full;
  const names = items.map(item => `${item.amount} of ${item.name}`);
  return names.join(', ') + ': ' + total(items).toFixed(2);
}

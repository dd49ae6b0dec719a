// Type below, and watch for grey text: Tab takes it, anything else goes on.
// A beginning to try:   for (let i = 0; i < items.len

export interface Item {
  name: string;
  price: number;
  amount: number;
}

export function total(items: Item[]): number {
  let sum = 0;
  for (let i = 0; i < items.length; i++) {
    sum += items[i].price * items[i].amount;
  }
  return sum;
}

export function average(items: Item[]): number {}

import type { Lesson } from './lesson.js';

/** The state stores what came before. */
export const memory: Lesson = {
  id: 'memory',
  title: { en: 'The state remembers', vi: 'Trạng thái ẩn ghi nhớ' },
  steps: [
    {
      text: {
        en: 'The next character in your text closes a quote. To expect it, the network must know that one was opened. It cannot look back: all it has of the past is its state, {gru.units} numbers.',
        vi: 'Ký tự tiếp theo trong tệp của bạn là một dấu nháy đóng. Muốn đoán được, mạng phải biết trước đó đã có dấu nháy mở. Nhưng nó không thể quay lại đọc: tất cả những gì nó giữ về quá khứ là trạng thái ẩn, gồm {gru.units} con số.',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'goto', where: 'before a closing quote' },
        { kind: 'show', track: 'state' },
      ],
    },
    {
      text: {
        en: 'Each row is a unit, each column a byte. Blue and orange are the two signs. Some rows flicker with every letter; others keep their colour for a while. Those are the ones that carry something along.',
        vi: 'Mỗi hàng là một đơn vị, mỗi cột là một byte; xanh và cam là hai dấu của giá trị. Có hàng nhấp nháy theo từng chữ, có hàng giữ nguyên màu khá lâu. Chính những hàng giữ màu đang mang thông tin đi theo thời gian.',
      },
      actions: [{ kind: 'show', track: 'state' }],
    },
    {
      text: {
        en: 'Now the quote is read, and this is the unit that it changed most. Look at it over the whole line: where does it rise, where does it fall? It colours your own text, too.',
        vi: 'Bây giờ dấu nháy đã được đọc, và đây là đơn vị bị nó thay đổi nhiều nhất. Hãy nhìn dọc theo cả dòng: nó tăng ở đâu, giảm ở đâu? Văn bản trong trình soạn thảo cũng được tô màu theo nó.',
      },
      actions: [
        { kind: 'goto', where: 'behind a closing quote' },
        { kind: 'pin', unit: 'most changed' },
        { kind: 'show', track: 'units' },
        { kind: 'colour', by: 'unit' },
      ],
    },
    {
      text: {
        en: 'Let us hold this unit at 0, in a copy, and let the network guess again. If it carried something that mattered here, the guesses move. If nothing moves, others carry it: a memory is shared among many units.',
        vi: 'Ta thử giữ đơn vị này ở giá trị 0 trên một bản sao, rồi cho mạng đoán lại. Nếu nó đang giữ điều quan trọng, dự đoán sẽ thay đổi. Nếu không, thông tin nằm ở các đơn vị khác: một ký ức thường được nhiều đơn vị cùng giữ.',
      },
      actions: [
        { kind: 'clamp', value: 0 },
        { kind: 'show', track: 'what-if' },
      ],
    },
    {
      text: {
        en: 'Press the button below: the editor lists the places in your open files where the state was most like it is here, if there are any. What do they have in common? That is what the network noticed, in its own way.',
        vi: 'Hãy bấm nút bên dưới: trình soạn thảo liệt kê những chỗ trong các tệp đang mở mà trạng thái ẩn giống ở đây nhất, nếu có. Chúng có điểm gì chung? Đó là điều mạng đã nhận ra, theo cách riêng của nó.',
      },
      actions: [{ kind: 'show', track: 'similar' }],
    },
  ],
};

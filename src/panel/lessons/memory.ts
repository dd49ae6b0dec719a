import type { Lesson } from './lesson.js';

/** The state stores what came before. */
export const memory: Lesson = {
  id: 'memory',
  title: { en: 'The state remembers', vi: 'Trạng thái ẩn biết ghi nhớ' },
  steps: [
    {
      text: {
        en: 'The next character in your text closes a quote. To expect it, the network must know that one was opened. It cannot look back: all it has of the past is its state, {gru.units} numbers.',
        vi: 'Ký tự tiếp theo trong tệp của bạn là một dấu nháy đóng. Muốn đoán được, mạng nơ-ron phải biết trước đó đã có dấu nháy mở. Nhưng nó không thể quay lại đọc: tất cả những gì nó giữ về quá khứ là trạng thái ẩn, gồm {gru.units} con số.',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'goto', where: 'before a closing quote' },
        { kind: 'show', track: 'state' },
      ],
    },
    {
      text: {
        en: 'Each row is a unit, each column a byte. Blue and orange are the two signs. Some rows flicker with every letter; others keep their color for a while. Those can carry something along.',
        vi: 'Mỗi hàng là một đơn vị ẩn, mỗi cột là một byte; xanh và cam là hai dấu của giá trị. Có hàng nhấp nháy theo từng chữ, có hàng giữ nguyên màu khá lâu. Chính những hàng giữ màu có thể mang thông tin đi theo thời gian.',
      },
      actions: [{ kind: 'show', track: 'state' }],
    },
    {
      text: {
        en: 'Now the quote is read, and this is the unit that it changed most. Look at it over the whole line: where does it rise, where does it fall? It colors your own text, too.',
        vi: 'Bây giờ dấu nháy đã được đọc, và đây là đơn vị ẩn bị nó thay đổi nhiều nhất. Hãy nhìn dọc theo cả dòng: nó tăng ở đâu, giảm ở đâu? Văn bản trong trình soạn thảo cũng được tô màu theo nó.',
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
        en: 'Here the unit is set to 0 in a copy, and the network predicts again. If the unit carried something that matters here, the guesses move. If nothing moves, other units carry it: what a state stores is mostly spread over many units.',
        vi: 'Ở đây, trên một bản sao, đơn vị ẩn này được đặt bằng 0 rồi mạng nơ-ron dự đoán lại. Nếu nó đang giữ điều quan trọng, dự đoán sẽ thay đổi. Nếu không, các đơn vị ẩn khác đang giữ: một thông tin thường được nhiều đơn vị ẩn cùng giữ.',
      },
      actions: [
        { kind: 'clamp', value: 0 },
        { kind: 'show', track: 'what-if' },
      ],
    },
    {
      text: {
        en: 'Predict: in which places of your open files is the state most like it is here? Then press the button below. What do the places have in common?',
        vi: 'Hãy đoán trước: ở những chỗ nào trong các tệp đang mở, trạng thái ẩn giống ở đây nhất? Sau đó bấm nút bên dưới. Những chỗ ấy có điểm gì chung?',
      },
      answer: {
        en: 'Often the last few bytes are alike: the place after a quote, at the end of an argument, before a line end. A state mostly tells of what was read last. If the places share something farther away, such as an open bracket, the state carried it.',
        vi: 'Thường thì vài byte gần nhất giống nhau: chỗ sau dấu nháy, cuối một đối số, trước khi xuống dòng. Trạng thái ẩn chủ yếu phản ánh những gì vừa đọc. Nếu các chỗ ấy giống nhau ở điều xa hơn, như một dấu ngoặc còn mở, thì trạng thái ẩn đã mang nó theo.',
      },
      actions: [{ kind: 'show', track: 'similar' }],
    },
  ],
};

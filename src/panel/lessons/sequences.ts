import type { Lesson } from './lesson.js';

/** Why sequences want a network of their own, and what may go in and come out. */
export const sequences: Lesson = {
  id: 'sequences',
  title: { en: 'Inputs that depend on each other', vi: 'Các đầu vào phụ thuộc lẫn nhau' },
  steps: [
    {
      text: {
        en: 'A plain network treats its examples as independent: the order in which you show it two pictures changes nothing. In a text each byte depends on those before it. The same closing bracket is expected here because of what was read before; that is why the network carries a state.',
        vi: 'Mạng truyền thẳng coi các mẫu là độc lập: cho nó xem hai bức ảnh theo thứ tự nào cũng vậy. Trong văn bản, mỗi byte phụ thuộc vào những byte trước nó. Dấu đóng ngoặc được dự đoán ở đây là nhờ những gì đã đọc; vì thế mạng nơ-ron cần một trạng thái ẩn.',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'goto', where: 'before a closing bracket' },
        { kind: 'show', track: 'connectivity' },
      ],
    },
    {
      text: {
        en: 'Here one byte goes in at each step, and one prediction comes out: many-to-many, step for step. Tagging each word of a sentence has the same shape. The outputs may be as many as you like, too.',
        vi: 'Ở đây mỗi bước nhận vào một byte và cho ra một dự đoán: nhiều-nhiều (many-to-many), từng bước một. Gán nhãn cho từng từ trong câu cũng có dạng này. Số đầu ra cũng dài bao nhiêu tùy ý.',
      },
      actions: [{ kind: 'show', track: 'unrolled' }],
    },
    {
      text: {
        en: 'Read only the last output and it is many-to-one: is this review kind, is this mail spam? Feed the outputs back as inputs and it is one-to-many: from one start a text, or music. A suggestion grows so. Here “const” is read on in a copy.',
        vi: 'Chỉ lấy đầu ra cuối cùng thì là nhiều-một (many-to-one): bài đánh giá này khen hay chê, thư này có phải thư rác? Đưa đầu ra trở lại làm đầu vào thì là một-nhiều (one-to-many): từ một điểm bắt đầu sinh ra văn bản hay bản nhạc. Gợi ý cũng được sinh ra như vậy. Ở đây “const” được đọc tiếp trên một bản sao.',
      },
      actions: [
        { kind: 'type', text: 'const' },
        { kind: 'show', track: 'what-if' },
      ],
    },
    {
      text: {
        en: 'Translation is many-to-many with two lengths: one network reads a sentence into its state, and another writes from it. That is how Cho and others used the GRU in 2014. Predict: which shape has speech turned into text, and which a caption for a picture?',
        vi: 'Dịch máy là nhiều-nhiều với hai độ dài khác nhau: một mạng nơ-ron đọc cả câu vào trạng thái ẩn, một mạng nơ-ron khác viết ra từ đó. Cho và cộng sự đã dùng GRU như vậy năm 2014. Hãy đoán: chuyển giọng nói thành văn bản thuộc dạng nào, và đặt chú thích cho ảnh thuộc dạng nào?',
      },
      answer: {
        en: 'Speech to text is many-to-many, with fewer letters than sound frames. A caption is one-to-many: one picture goes in, and a sentence comes out word by word. A plain classifier of pictures would be one-to-one.',
        vi: 'Chuyển giọng nói thành văn bản là nhiều-nhiều, số chữ ít hơn số khung âm thanh. Đặt chú thích cho ảnh là một-nhiều: một bức ảnh đi vào, một câu đi ra từng từ một. Phân loại ảnh thông thường thì là một-một (one-to-one).',
      },
      actions: [{ kind: 'show', track: 'unrolled' }],
    },
  ],
};

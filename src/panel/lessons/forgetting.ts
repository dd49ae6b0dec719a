import type { Lesson } from './lesson.js';

/** Where the vanilla cell forgets. */
export const forgetting: Lesson = {
  id: 'forgetting',
  title: { en: 'Where the vanilla cell forgets', vi: 'Khi RNN cơ bản quên' },
  steps: [
    {
      text: {
        en: 'The next character in your text closes a bracket that was opened some way back. The vanilla network read the opening one, too. Is the closing one high in its list?',
        vi: 'Ký tự tiếp theo trong tệp của bạn đóng một dấu ngoặc đã mở trước đó một quãng. RNN cơ bản cũng đã đọc dấu mở ấy. Vậy dấu đóng có đứng cao trong danh sách dự đoán của nó không?',
      },
      actions: [
        { kind: 'network', name: 'rnn' },
        { kind: 'goto', where: 'before a closing bracket' },
        { kind: 'show', track: 'guesses' },
      ],
    },
    {
      text: {
        en: 'The bars show how much each earlier byte matters to the guess. In the vanilla network they mostly shrink to almost nothing within some sixteen bytes: the guess hangs on what was read last.',
        vi: 'Mỗi cột cho biết byte trước đó ảnh hưởng bao nhiêu đến dự đoán. Ở RNN cơ bản, các cột thường thu nhỏ gần như bằng không chỉ sau khoảng mười sáu byte: dự đoán chủ yếu dựa vào những gì vừa đọc.',
      },
      actions: [{ kind: 'show', track: 'connectivity' }],
    },
    {
      text: {
        en: 'Why? Every step multiplies by R and squeezes by tanh, so the whole state is written anew. An influence that shrinks a little at each step is gone after fifty. The same holds for learning: it is called the vanishing gradient.',
        vi: 'Vì sao? Mỗi bước đều nhân với R rồi ép qua hàm tanh, nên toàn bộ trạng thái ẩn bị viết lại. Ảnh hưởng mỗi bước giảm một chút thì sau năm mươi bước chẳng còn gì. Khi huấn luyện cũng vậy: đó là hiện tượng tiêu biến đạo hàm (vanishing gradient).',
      },
      actions: [{ kind: 'show', track: 'unrolled' }],
    },
    {
      text: {
        en: 'The same place, seen by the GRU. It has no more parameters, but it was built to keep things. Compare how far back its bars reach.',
        vi: 'Vẫn chỗ ấy, nhưng qua “mắt” của GRU. Nó không có nhiều tham số hơn, nhưng được thiết kế để giữ lại thông tin. Hãy so sánh xem các cột của nó vươn về trước xa đến đâu.',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'show', track: 'connectivity' },
      ],
    },
    {
      text: {
        en: 'And side by side: look at the surprise of each network at this bracket. One place proves little, so walk through your file and see where they part.',
        vi: 'Bây giờ đặt các mạng cạnh nhau: hãy xem độ bất ngờ của từng mạng tại dấu ngoặc này. Một chỗ thì chưa chứng minh được gì, nên bạn hãy đi dọc tệp và tìm những nơi chúng khác nhau rõ nhất.',
      },
      actions: [
        { kind: 'goto', where: 'behind a closing bracket' },
        { kind: 'show', track: 'compare' },
      ],
    },
  ],
};

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
        en: 'The bars show how much each earlier byte matters to the guess. In the vanilla network they mostly shrink to almost nothing within some sixteen bytes: the guess depends on what was read last.',
        vi: 'Mỗi cột cho biết byte trước đó ảnh hưởng bao nhiêu đến dự đoán. Ở RNN cơ bản, các cột thường thu nhỏ gần như bằng không chỉ sau khoảng mười sáu byte: dự đoán chủ yếu dựa vào những gì vừa đọc.',
      },
      actions: [{ kind: 'show', track: 'connectivity' }],
    },
    {
      text: {
        en: 'Why? Every step multiplies by R and squeezes by tanh, so the whole state is written anew. An influence that loses a tenth at each step is down to half a percent after fifty. In training the gradient goes back through the same steps, and vanishes in the same way.',
        vi: 'Vì sao? Mỗi bước đều nhân với R rồi ép qua hàm tanh, nên toàn bộ trạng thái ẩn bị viết lại. Ảnh hưởng mỗi bước mất đi một phần mười thì sau năm mươi bước chỉ còn nửa phần trăm. Khi huấn luyện, gradient đi ngược qua chính các bước ấy và cũng nhỏ dần: đó là tiêu biến gradient (vanishing gradient).',
      },
      actions: [{ kind: 'show', track: 'unrolled' }],
    },
    {
      text: {
        en: 'The same place, seen by the GRU. It has no more parameters, but its gates can keep a unit as it is. Compare how far back its bars reach.',
        vi: 'Vẫn chỗ ấy, nhưng qua “mắt” của GRU. Nó không có nhiều tham số hơn, nhưng các cổng của nó có thể giữ nguyên một đơn vị ẩn. Hãy so sánh xem các cột của nó lùi về quá khứ xa đến đâu.',
      },
      actions: [
        { kind: 'network', name: 'gru' },
        { kind: 'show', track: 'connectivity' },
      ],
    },
    {
      text: {
        en: 'Predict: at brackets that were opened 33 to 64 bytes before, how many bits of surprise has each cell, on average? Look at this bracket on your own text first; one place proves little.',
        vi: 'Hãy đoán trước: ở những dấu đóng mà dấu mở cách 33 đến 64 byte, trung bình mỗi loại tế bào có độ bất ngờ bao nhiêu bit? Trước hết hãy xem dấu ngoặc này trên tệp của bạn; một chỗ thì chưa chứng minh được gì.',
      },
      answer: {
        en: 'On our test text: vanilla 4.12, plain 4.32, GRU 2.71, LSTM 2.47, gated linear 2.16. So the vanilla cell is hardly better there than a network that never saw the opening bracket.',
        vi: 'Trên văn bản kiểm tra của chúng tôi: RNN cơ bản 4,12, mạng truyền thẳng 4,32, GRU 2,71, LSTM 2,47, hồi quy tuyến tính có cổng 2,16. Như vậy ở đó RNN cơ bản hầu như không hơn một mạng nơ-ron chưa từng thấy dấu mở.',
      },
      actions: [
        { kind: 'goto', where: 'behind a closing bracket' },
        { kind: 'show', track: 'compare' },
      ],
    },
  ],
};

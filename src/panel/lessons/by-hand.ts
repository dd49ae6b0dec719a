import type { Lesson } from './lesson.js';

/** Every matrix of the vanilla network, and a program that computes it. */
export const byHand: Lesson = {
  id: 'by-hand',
  title: { en: 'Implement it yourself', vi: 'Tự viết một RNN' },
  steps: [
    {
      text: {
        en: 'All that the vanilla network knows stands in six tensors: E, 256 × {rnn.embedding}; W, {rnn.units} × {rnn.embedding}; R, {rnn.units} × {rnn.units}; b, 2 × {rnn.units}; V, {rnn.units} × 256; c, 256. Their sum is {rnn.parameters} parameters.',
        vi: 'Tất cả những gì RNN cơ bản biết nằm trong sáu tensor: E, 256 × {rnn.embedding}; W, {rnn.units} × {rnn.embedding}; R, {rnn.units} × {rnn.units}; b, 2 × {rnn.units}; V, {rnn.units} × 256; c, 256. Tổng cộng {rnn.parameters} tham số.',
      },
      actions: [
        { kind: 'network', name: 'rnn' },
        { kind: 'show', track: 'unrolled' },
      ],
    },
    {
      text: {
        en: 'Reading is one line in a loop over the bytes x: h = tanh(W · E[x] + R · h + b), where the two rows of b are added. h begins as zeros, and the header comes first: the byte 1, the language’s name and a line end. The prediction is softmax(h · V + c).',
        vi: 'Việc đọc chỉ là một dòng trong vòng lặp qua các byte x: h = tanh(W · E[x] + R · h + b), với hai hàng của b cộng lại. h ban đầu bằng 0, và phần mở đầu đọc trước: byte 1, tên ngôn ngữ và dấu xuống dòng. Dự đoán là softmax(h · V + c).',
      },
      actions: [{ kind: 'show', track: 'guesses' }],
    },
    {
      text: {
        en: 'The program rnn.py does this in fifty lines of NumPy, loading included, and rnn.mjs, beside it, in plain JavaScript. Both lie in the folder models of the extension and read rnn.weights there. Run “python3 rnn.py FILE typescript”.',
        vi: 'Chương trình rnn.py làm đúng việc này trong năm mươi dòng NumPy, kể cả phần nạp trọng số, còn rnn.mjs bên cạnh viết bằng JavaScript thuần. Cả hai nằm trong thư mục models của tiện ích và đọc rnn.weights ở đó. Hãy chạy “python3 rnn.py FILE typescript”.',
      },
      opens: 'rnn.py',
      actions: [{ kind: 'show', track: 'guesses' }],
    },
    {
      text: {
        en: 'Predict: which tensor has most of the parameters, and what share? Then check your own program: export the states of this file from the view’s menu, and compare.',
        vi: 'Hãy đoán trước: tensor nào chiếm nhiều tham số nhất, và bao nhiêu phần? Sau đó kiểm tra chương trình của bạn: xuất các trạng thái của tệp này từ menu của khung rồi so sánh.',
      },
      answer: {
        en: 'R, with {rnn.units} × {rnn.units} numbers, more than half of all. It grows with the square of the units. In a file of up to 256 bytes your states should equal the exported ones to about four decimals; of a longer file the view reads the last part only.',
        vi: 'R, với {rnn.units} × {rnn.units} con số, hơn một nửa tổng số. Nó tăng theo bình phương số đơn vị ẩn. Với tệp không quá 256 byte, trạng thái của bạn nên trùng với trạng thái đã xuất đến khoảng bốn chữ số thập phân; với tệp dài hơn, khung chỉ đọc phần cuối.',
      },
      opens: 'rnn.mjs',
      actions: [{ kind: 'show', track: 'state' }],
    },
  ],
};

import type { Lesson } from './lesson.js';

/** What a recurrent network is: the same cell at every step. */
export const oneCell: Lesson = {
  id: 'one-cell',
  title: { en: 'One cell, over and over', vi: 'Một tế bào, lặp lại mãi' },
  steps: [
    {
      text: {
        en: 'This is the simplest recurrent network here: one layer of {rnn.units} units, which are the numbers of its state. It reads your file byte by byte. An English letter is one byte; € is three. Put the caret on any line and look at the last few steps.',
        vi: 'Đây là mạng nơ-ron hồi quy (RNN) đơn giản nhất ở đây: một tầng gồm {rnn.units} đơn vị ẩn, tức là các con số của trạng thái. Nó đọc tệp của bạn từng byte một. Chữ “a” là một byte, chữ “ế” là ba byte. Hãy đặt con trỏ ở một dòng bất kỳ và xem vài bước thời gian gần nhất.',
      },
      actions: [
        { kind: 'network', name: 'rnn' },
        { kind: 'show', track: 'unrolled' },
      ],
    },
    {
      text: {
        en: 'At each step two things go in: x_t, the byte just read, and h_{t-1}, the state before it. A table E turns the byte into {rnn.embedding} numbers, its embedding e_t. Out comes the next state: h_t = tanh(W e_t + R h_{t-1} + b). That is the whole cell.',
        vi: 'Mỗi bước nhận hai đầu vào: x_t là byte vừa đọc, h_{t-1} là trạng thái ẩn (hidden state) trước đó. Bảng E đổi byte thành {rnn.embedding} con số, gọi là embedding e_t. Kết quả là trạng thái ẩn mới: h_t = tanh(W e_t + R h_{t-1} + b), với W và R là các ma trận trọng số (weight) và tanh là hàm kích hoạt. Toàn bộ tế bào (cell) chỉ có vậy.',
      },
      actions: [{ kind: 'show', track: 'unrolled' }],
    },
    {
      text: {
        en: 'The picture shows many cells in a row, but there is only one. W, R and b are the same at every step; the cell is drawn once for each step to show time. That is what “unrolled” means. “Recurrent” says that the state comes back as an input of the next step.',
        vi: 'Hình vẽ có nhiều tế bào xếp thành hàng, nhưng thật ra chỉ có một. W, R và b được dùng chung cho mọi bước; tế bào được vẽ lại ở mỗi bước để thấy thời gian. Đó là “trải mạng nơ-ron theo thời gian” (unroll). “Hồi quy” (recurrent) nghĩa là trạng thái ẩn quay lại làm đầu vào của bước sau.',
      },
      actions: [{ kind: 'show', track: 'unrolled' }],
    },
    {
      text: {
        en: 'From the state the network computes what it expects next: y_t = softmax(V h_t + c), a probability for each of the 256 bytes. The byte that really came is marked. How high did it stand in the list?',
        vi: 'Từ trạng thái ẩn, mạng nơ-ron tính dự đoán cho byte tiếp theo: y_t = softmax(V h_t + c), xác suất của từng byte trong 256 byte. Byte thật sự xuất hiện trong tệp được đánh dấu. Nó đứng thứ mấy trong danh sách?',
      },
      actions: [{ kind: 'show', track: 'guesses' }],
    },
    {
      text: {
        en: 'Predict: you type three English letters. How often does the cell run, and how many of the numbers in W, R and b change? Then type them, and watch the state and the guesses.',
        vi: 'Hãy đoán trước: bạn gõ ba chữ cái không dấu. Tế bào chạy mấy lần, và bao nhiêu con số trong W, R và b thay đổi? Sau đó hãy gõ, rồi quan sát trạng thái ẩn và các dự đoán.',
      },
      answer: {
        en: 'Three times, once for each byte. None of the weights changes: reading moves only the state. The weights changed while the network was trained. For a suggestion, Unroll also mixes in what your own files say; all of it happens on your machine.',
        vi: 'Ba lần, mỗi byte một lần. Không trọng số nào thay đổi: khi đọc, chỉ có trạng thái ẩn thay đổi. Trọng số chỉ đổi khi huấn luyện. Để đưa ra gợi ý, Unroll còn kết hợp những gì có trong các tệp của bạn; tất cả diễn ra trên máy của bạn.',
      },
      actions: [{ kind: 'show', track: 'unrolled' }],
    },
  ],
};

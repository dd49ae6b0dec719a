import type { Lesson } from './lesson.js';

/** What a recurrent network is: the same cell at every step. */
export const oneCell: Lesson = {
  id: 'one-cell',
  title: { en: 'One cell, over and over', vi: 'Một tế bào, lặp lại mãi' },
  steps: [
    {
      text: {
        en: 'This is the smallest recurrent network here: one layer of {rnn.units} units. It reads your file as you do, one character after the other. Put the caret on any line and look at the last few steps.',
        vi: 'Đây là mạng nơ-ron hồi quy (RNN) đơn giản nhất ở đây: một tầng gồm {rnn.units} đơn vị. Nó đọc tệp của bạn giống như bạn đọc, hết ký tự này đến ký tự khác. Hãy đặt con trỏ ở một dòng bất kỳ và xem vài bước thời gian gần nhất.',
      },
      actions: [
        { kind: 'network', name: 'rnn' },
        { kind: 'show', track: 'unrolled' },
      ],
    },
    {
      text: {
        en: 'At each step two things go in: x, the byte just read, and h, the state after the step before. One thing comes out: a new state. h_t = tanh(W x_t + R h_{t-1} + b). That is the whole cell.',
        vi: 'Mỗi bước thời gian nhận hai đầu vào: x_t là byte vừa đọc, h_{t-1} là trạng thái ẩn của bước trước. Kết quả là một trạng thái ẩn mới: h_t = tanh(W x_t + R h_{t-1} + b), với tanh là hàm kích hoạt. Toàn bộ tế bào (cell) chỉ có vậy.',
      },
      actions: [{ kind: 'show', track: 'unrolled' }],
    },
    {
      text: {
        en: 'The picture shows many cells in a row, but there is only one. W, R and b are the same at every step; we draw it again and again to see time. That is what “unrolled” means, and where this extension has its name from.',
        vi: 'Hình vẽ có nhiều tế bào xếp thành hàng, nhưng thật ra chỉ có một. W, R và b được dùng chung cho mọi bước; ta vẽ lại nhiều lần để nhìn thấy thời gian trôi. Đó chính là “trải mạng theo thời gian” (unroll), cũng là tên của tiện ích này.',
      },
      actions: [{ kind: 'show', track: 'unrolled' }],
    },
    {
      text: {
        en: 'From the state the network says what it expects next: y_t, a probability for each of the 256 bytes. The byte that really came is marked. How high did it stand in the list?',
        vi: 'Từ trạng thái ẩn, mạng dự đoán điều sắp đến: đầu ra y_t là xác suất của từng byte trong 256 byte. Byte thật sự xuất hiện trong tệp được đánh dấu. Nó đứng thứ mấy trong danh sách?',
      },
      actions: [{ kind: 'show', track: 'guesses' }],
    },
    {
      text: {
        en: 'Now type a few letters in your file. For each of them the one cell runs once, the state moves, and the guesses change. Nothing else happens, and it happens here on your machine.',
        vi: 'Bây giờ hãy gõ vài chữ vào tệp. Mỗi ký tự làm tế bào chạy thêm một lần, trạng thái ẩn thay đổi và dự đoán đổi theo. Không có gì khác, và mọi thứ diễn ra ngay trên máy của bạn.',
      },
      actions: [{ kind: 'show', track: 'unrolled' }],
    },
  ],
};

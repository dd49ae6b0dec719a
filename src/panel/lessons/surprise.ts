import type { Lesson } from './lesson.js';

/** Reading surprise. */
export const surprise: Lesson = {
  id: 'surprise',
  title: { en: 'Reading surprise', vi: 'Đọc độ bất ngờ' },
  steps: [
    {
      text: {
        en: 'Your text is coloured by surprise: −log2 of the probability that the network gave to the byte that came, in bits. 1 bit: as a coin toss. 8 bits: as if it had known nothing at all.',
        vi: 'Văn bản của bạn được tô màu theo độ bất ngờ: −log2 của xác suất mà mạng dành cho byte thật sự xuất hiện, tính bằng bit. 1 bit như tung đồng xu; 8 bit thì như thể mạng chẳng biết gì.',
      },
      actions: [
        { kind: 'colour', by: 'surprise' },
        { kind: 'show', track: 'text' },
      ],
    },
    {
      text: {
        en: 'Words begin with surprise and end without: once a few letters are read, the rest is clear. New names and numbers stand out, and now and then a typing mistake does.',
        vi: 'Đầu từ thường bất ngờ, cuối từ thì không: đọc vài chữ là đoán được phần còn lại. Tên mới và con số nổi bật hẳn lên, thỉnh thoảng cả lỗi gõ nữa.',
      },
      actions: [{ kind: 'show', track: 'guesses' }],
    },
    {
      text: {
        en: 'This word came before. Is it less of a surprise now? If so, the state still holds something of the first time.',
        vi: 'Từ này đã xuất hiện trước đó. Lần này nó có bớt bất ngờ hơn không? Nếu có, nghĩa là trạng thái ẩn vẫn còn giữ chút gì của lần đầu.',
      },
      actions: [
        { kind: 'goto', where: 'behind a repeated word' },
        { kind: 'show', track: 'text' },
      ],
    },
    {
      text: {
        en: 'The mean over a file, in bits for a byte, is how a network like this is graded: all that its training did was to make this number smaller.',
        vi: 'Trung bình trên cả tệp, tính bằng bit trên mỗi byte, chính là “điểm số” của mạng: toàn bộ quá trình huấn luyện chỉ nhằm làm con số này nhỏ lại.',
      },
      actions: [{ kind: 'show', track: 'compare' }],
    },
  ],
};

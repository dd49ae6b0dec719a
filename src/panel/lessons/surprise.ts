import type { Lesson } from './lesson.js';

/** Reading surprise. */
export const surprise: Lesson = {
  id: 'surprise',
  title: { en: 'Reading surprise', vi: 'Cách đọc độ bất ngờ' },
  steps: [
    {
      text: {
        en: 'Your text is colored by surprise: −log2 of the probability that the network gave to the byte that came, in bits. 1 bit: as a toss of a coin. 8 bits: as if it had known nothing at all, with 256 equal chances.',
        vi: 'Văn bản của bạn được tô màu theo độ bất ngờ: −log2 của xác suất mà mạng nơ-ron dành cho byte thật sự xuất hiện, tính bằng bit. 1 bit như tung đồng xu; 8 bit thì như thể nó chẳng biết gì, với 256 khả năng ngang nhau.',
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
        en: 'This word came before. If it surprises less now, and the first time is among the last 256 to 512 bytes, the state may still hold something of it. What lies farther back the network has not read here: then the word is merely a usual one.',
        vi: 'Từ này đã xuất hiện trước đó. Nếu lần này nó ít bất ngờ hơn, và lần đầu nằm trong 256 đến 512 byte gần nhất, trạng thái ẩn có thể còn giữ chút gì của lần đầu. Xa hơn nữa thì ở đây mạng nơ-ron chưa hề đọc: khi đó từ ấy chỉ đơn giản là một từ quen thuộc.',
      },
      actions: [
        { kind: 'goto', where: 'behind a repeated word' },
        { kind: 'show', track: 'text' },
      ],
    },
    {
      text: {
        en: 'The mean surprise of a text, in bits per byte, is how such a network is graded: it is the cross-entropy that training made smaller. Predict: how many bits per byte does the network that suggests need for TypeScript, and how many for Markdown?',
        vi: 'Độ bất ngờ trung bình của một văn bản, tính bằng bit mỗi byte, là “điểm số” của mạng nơ-ron: đó chính là cross-entropy mà việc huấn luyện làm nhỏ lại. Hãy đoán: mạng nơ-ron đang gợi ý cần bao nhiêu bit mỗi byte cho TypeScript, và bao nhiêu cho Markdown?',
      },
      answer: {
        en: 'On projects that it has never seen: 1.089 for TypeScript and 1.490 for Markdown. Sentences are harder to predict than code. At 1 bit per byte a text would pack into an eighth of its size.',
        vi: 'Trên những dự án nó chưa từng thấy: 1,089 cho TypeScript và 1,490 cho Markdown. Câu văn khó đoán hơn mã nguồn. Với 1 bit mỗi byte, văn bản nén được còn một phần tám.',
      },
      actions: [
        { kind: 'network', name: 'default' },
        { kind: 'show', track: 'text' },
      ],
    },
  ],
};

import type { Lesson } from './lesson.js';

/** How a guess becomes a suggestion. */
export const suggestion: Lesson = {
  id: 'suggestion',
  title: { en: 'From a guess to a suggestion', vi: 'Từ dự đoán đến gợi ý' },
  steps: [
    {
      text: {
        en: 'The network only ever predicts one byte. These are the likeliest ones after your caret, and the probability of each.',
        vi: 'Mỗi lần, mạng nơ-ron chỉ dự đoán đúng một byte. Đây là những byte có xác suất cao nhất ngay sau con trỏ của bạn, kèm xác suất của từng byte.',
      },
      actions: [
        { kind: 'network', name: 'default' },
        { kind: 'show', track: 'guesses' },
      ],
    },
    {
      text: {
        en: 'To get a word, it takes a likely byte, reads it as if you had typed it, and predicts again. Here it reads “return” after your caret, in a copy: see what it then expects.',
        vi: 'Muốn có cả một từ, ta lấy một byte có xác suất cao, cho mạng nơ-ron đọc như thể bạn vừa gõ, rồi đoán tiếp. Ở đây, trên một bản sao, nó đọc “return” sau con trỏ: hãy xem nó dự đoán gì tiếp theo.',
      },
      actions: [
        { kind: 'type', text: 'return' },
        { kind: 'show', track: 'what-if' },
      ],
    },
    {
      text: {
        en: 'At every byte, what your own files say is mixed in: Unroll looks up where the last bytes stood before, and what came then. On projects that the network has never seen that halves the bits, from 1.193 to 0.607 per byte. The table shows both shares.',
        vi: 'Ở mỗi byte, những gì có trong các tệp của bạn được kết hợp vào: Unroll tìm xem mấy byte gần nhất đã xuất hiện ở đâu và sau đó là gì. Trên những dự án mạng nơ-ron chưa từng thấy, số bit giảm một nửa, từ 1,193 còn 0,607 bit mỗi byte. Bảng cho thấy cả hai phần.',
      },
      actions: [{ kind: 'show', track: 'why' }],
    },
    {
      text: {
        en: 'Probabilities multiply along the way: five bytes of 90% each make 59%. Branches that fall too low are dropped, and the best that ends with a word becomes the candidate.',
        vi: 'Dọc đường, các xác suất được nhân với nhau: năm byte, mỗi byte 90%, chỉ còn 59%. Nhánh nào xuống quá thấp thì bị bỏ; nhánh tốt nhất kết thúc trọn một từ trở thành ứng viên.',
      },
      actions: [{ kind: 'show', track: 'why' }],
    },
    {
      text: {
        en: 'Is it worth showing? A second, small model, a few hundred decision trees, turns what is known of the candidate into the probability that you accept it, all of it or its first words. Below the threshold you see nothing: a wrong suggestion costs more than a missing one.',
        vi: 'Có đáng hiện ra không? Một mô hình nhỏ thứ hai, gồm vài trăm cây quyết định, ước lượng độ tin cậy: xác suất bạn nhận ứng viên, toàn bộ hoặc vài từ đầu của nó. Dưới ngưỡng thì bạn không thấy gì cả, vì một gợi ý sai gây phiền hơn một gợi ý thiếu.',
      },
      actions: [{ kind: 'show', track: 'why' }],
    },
    {
      text: {
        en: 'Predict: type on in your file, and before each letter say whether a suggestion will come. Where were you wrong? The view gives the reason each time.',
        vi: 'Hãy đoán trước: gõ tiếp trong tệp, và trước mỗi chữ hãy nói xem có gợi ý hay không. Bạn đoán sai ở đâu? Khung này cho biết lý do mỗi lần.',
      },
      answer: {
        en: 'In replays of typing about one key in nine brings a new suggestion, and about three in five of those are accepted whole. The rest of the time there is a reason, and the view names it.',
        vi: 'Khi gõ mô phỏng, cứ khoảng chín phím thì một phím có gợi ý mới, và khoảng ba phần năm trong số đó được nhận trọn vẹn. Những lúc còn lại đều có lý do, và khung này nêu rõ.',
      },
      actions: [{ kind: 'show', track: 'why' }],
    },
  ],
};

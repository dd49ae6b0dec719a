// The time loops of recurrent layers for CPUs with AVX-512 BF16: forward and backward over a chunk of time.
//
// Rows of the batch do not depend on each other, so a thread takes some rows through the whole chunk and nobody waits
// for anybody within a step. Products take bfloat16 and are summed in fp32; states are carried in fp32. Sixteen units'
// gates stand side by side in the packed weights, so that a gate never leaves the registers before its sigmoid.
//
// Formulas: the ONNX operators RNN, GRU (linear_before_reset = 1) and LSTM, version 14: see the cells below.
#include "vectors.h"
#include <vector>

namespace {

constexpr int rows_a_task = 16;

/** sums[m][v] += rows m of A [M, K] times a packed panel [K/2][V * 16][2]. */
template <int M, int V>
inline void multiply(const bf16* A, const bf16* panel, int64_t K, __m512 (&sums)[M][V]) {
  for (int64_t k = 0; k < K; k += 2) {
    __m512bh b[V];
    for (int v = 0; v < V; v++) b[v] = (__m512bh)_mm512_loadu_si512(panel + v * 2 * lanes);
    panel += V * 2 * lanes;
    for (int m = 0; m < M; m++) {
      int32_t pair;
      std::memcpy(&pair, A + m * K + k, 4);
      const __m512bh a = (__m512bh)_mm512_set1_epi32(pair);
      for (int v = 0; v < V; v++) sums[m][v] = _mm512_dpbf16_ps(sums[m][v], a, b[v]);
    }
  }
}

/** C [8 rows, stride apart] += A [8, K] times the columns of a panel. */
template <int V>
inline void add_product(const bf16* A, int64_t K, const bf16* panel, float* C, int64_t stride) {
  constexpr int M = 8;
  __m512 sums[M][V];
  for (int m = 0; m < M; m++)
    for (int v = 0; v < V; v++) sums[m][v] = _mm512_loadu_ps(C + m * stride + v * lanes);
  multiply<M, V>(A, panel, K, sums);
  for (int m = 0; m < M; m++)
    for (int v = 0; v < V; v++) _mm512_storeu_ps(C + m * stride + v * lanes, sums[m][v]);
}

// A cell, for sixteen units of one row. Gates, parts of the state and what is kept lie H numbers apart each.
//   begin   what the sums of the gates begin with: the input's share, b where a cell keeps a recurrent bias apart
//   step    from the sums to the state, and what backward needs of it
//   back    from dh, the gradient of h (and, in carry, that of the other parts), to the gradients of what the recurrent
//           product gave and of the input's share; carry: to those of the state before, as far as no product is in between

/** h' = tanh(x + R h) */
struct Rnn {
  static constexpr int gates = 1, parts = 1, kept = 1, tile = 16;
  static constexpr bool biased = false;
  static void begin(const float* in, int64_t, const float*, __m512 (&sums)[gates]) { sums[0] = _mm512_loadu_ps(in); }
  static void step(const __m512 (&sums)[gates], const float*, int64_t, const float*, float* after, bf16* next, bf16* keep) {
    const __m512 h = tangent(sums[0]);
    _mm512_storeu_ps(after, h);
    store(next, h);
    store(keep, _mm512_fnmadd_ps(h, h, one));
  }
  static void back(__m512 dh, float* carry, const bf16* keep, int64_t, __m512 (&inner)[gates], __m512 (&input)[gates]) {
    inner[0] = input[0] = _mm512_mul_ps(dh, load(keep));
    _mm512_storeu_ps(carry, _mm512_setzero_ps());
  }
};

/** z = sigmoid(x_z + R_z h), r = sigmoid(x_r + R_r h), n = tanh(x_n + r (R_n h + b)), h' = n + z (h - n) */
struct Gru {
  static constexpr int gates = 3, parts = 1, kept = 5, tile = 8;
  static constexpr bool biased = true;
  static void begin(const float* in, int64_t H, const float* b, __m512 (&sums)[gates]) {
    sums[0] = _mm512_loadu_ps(in);
    sums[1] = _mm512_loadu_ps(in + H);
    sums[2] = _mm512_loadu_ps(b);
  }
  static void step(const __m512 (&sums)[gates], const float* in, int64_t H, const float* before, float* after, bf16* next, bf16* keep) {
    const __m512 z = sigmoid(sums[0]), r = sigmoid(sums[1]), hidden = sums[2];
    const __m512 n = tangent(_mm512_fmadd_ps(r, hidden, _mm512_loadu_ps(in + 2 * H)));
    const __m512 difference = _mm512_sub_ps(_mm512_loadu_ps(before), n), renewed = _mm512_sub_ps(one, z);
    const __m512 h = _mm512_fmadd_ps(z, difference, n);
    _mm512_storeu_ps(after, h);
    store(next, h);
    store(keep, _mm512_mul_ps(difference, _mm512_mul_ps(z, renewed)));                          // dz for a dh of 1
    store(keep + H, _mm512_mul_ps(renewed, _mm512_fnmadd_ps(n, n, one)));                       // dn for a dh of 1
    store(keep + 2 * H, _mm512_mul_ps(hidden, _mm512_mul_ps(r, _mm512_sub_ps(one, r))));        // dr for a dn of 1
    store(keep + 3 * H, renewed);  // near a z of 1, where memory is long, 1 - z is the more exact of the two
    store(keep + 4 * H, r);
  }
  static void back(__m512 dh, float* carry, const bf16* keep, int64_t H, __m512 (&inner)[gates], __m512 (&input)[gates]) {
    const __m512 dn = _mm512_mul_ps(dh, load(keep + H));
    inner[0] = input[0] = _mm512_mul_ps(dh, load(keep));
    inner[1] = input[1] = _mm512_mul_ps(dn, load(keep + 2 * H));
    inner[2] = _mm512_mul_ps(dn, load(keep + 4 * H));
    input[2] = dn;
    _mm512_storeu_ps(carry, _mm512_fnmadd_ps(dh, load(keep + 3 * H), dh));
  }
};

/** i, o, f = sigmoid(x + R h), g = tanh(x_g + R_g h), c' = f c + i g, h' = o tanh(c') */
struct Lstm {
  static constexpr int gates = 4, parts = 2, kept = 6, tile = 4;
  static constexpr bool biased = false;
  static void begin(const float* in, int64_t H, const float*, __m512 (&sums)[gates]) {
    for (int g = 0; g < gates; g++) sums[g] = _mm512_loadu_ps(in + g * H);
  }
  static void step(const __m512 (&sums)[gates], const float*, int64_t H, const float* before, float* after, bf16* next, bf16* keep) {
    const __m512 i = sigmoid(sums[0]), o = sigmoid(sums[1]), f = sigmoid(sums[2]), g = tangent(sums[3]);
    const __m512 old = _mm512_loadu_ps(before + H), forgotten = _mm512_sub_ps(one, f);
    const __m512 c = _mm512_fmadd_ps(f, old, _mm512_mul_ps(i, g)), bent = tangent(c), h = _mm512_mul_ps(o, bent);
    _mm512_storeu_ps(after, h);
    _mm512_storeu_ps(after + H, c);
    store(next, h);
    store(keep, _mm512_mul_ps(o, _mm512_fnmadd_ps(bent, bent, one)));                          // dc for a dh of 1
    store(keep + H, _mm512_mul_ps(bent, _mm512_mul_ps(o, _mm512_sub_ps(one, o))));             // do for a dh of 1
    store(keep + 2 * H, _mm512_mul_ps(g, _mm512_mul_ps(i, _mm512_sub_ps(one, i))));            // di for a dc of 1
    store(keep + 3 * H, _mm512_mul_ps(old, _mm512_mul_ps(f, forgotten)));                      // df for a dc of 1
    store(keep + 4 * H, _mm512_mul_ps(i, _mm512_fnmadd_ps(g, g, one)));                        // dg for a dc of 1
    store(keep + 5 * H, forgotten);  // near an f of 1 the more exact of the two
  }
  static void back(__m512 dh, float* carry, const bf16* keep, int64_t H, __m512 (&inner)[gates], __m512 (&input)[gates]) {
    const __m512 dc = _mm512_fmadd_ps(dh, load(keep), _mm512_loadu_ps(carry + H));
    inner[0] = input[0] = _mm512_mul_ps(dc, load(keep + 2 * H));
    inner[1] = input[1] = _mm512_mul_ps(dh, load(keep + H));
    inner[2] = input[2] = _mm512_mul_ps(dc, load(keep + 3 * H));
    inner[3] = input[3] = _mm512_mul_ps(dc, load(keep + 4 * H));
    _mm512_storeu_ps(carry, _mm512_setzero_ps());
    _mm512_storeu_ps(carry + H, _mm512_fnmadd_ps(dc, load(keep + 5 * H), dc));
  }
};

template <class Cell>
void forward(int64_t T, int64_t B, int64_t H, const float* x, const int64_t* rows, const float* R, const float* b,
             const float* state, bf16* states, bf16* keep, float* last, int threads) {
  constexpr int G = Cell::gates, M = Cell::tile;
  const int64_t S = Cell::parts * H, K = Cell::kept * H;
  std::vector<bf16> packed(G * H * H);
#pragma omp parallel for num_threads(threads)
  for (int64_t p = 0; p < H / lanes; p++)
    for (int64_t k = 0; k < H; k++)
      for (int g = 0; g < G; g++)
        for (int i = 0; i < lanes; i++)
          packed[p * H * G * lanes + (k / 2) * G * lanes * 2 + g * lanes * 2 + i * 2 + k % 2] =
              rounded(R[(g * H + p * lanes + i) * H + k]);
#pragma omp parallel for num_threads(threads) schedule(dynamic)
  for (int64_t first = 0; first < B; first += rows_a_task) {
    std::vector<float> buffers[2];
    buffers[0].assign(state + first * S, state + (first + rows_a_task) * S);
    buffers[1].resize(rows_a_task * S);
    for (int64_t m = 0; m < rows_a_task; m++)
      for (int64_t j = 0; j < H; j++) states[(first + m) * H + j] = rounded(buffers[0][m * S + j]);
    for (int64_t t = 0; t < T; t++) {
      const float* before = buffers[t & 1].data();
      float* after = buffers[(t + 1) & 1].data();
      const bf16* h = states + (t * B + first) * H;
      bf16* next = states + ((t + 1) * B + first) * H;
      for (int64_t p = 0; p < H / lanes; p++)
        for (int64_t from = 0; from < rows_a_task; from += M) {
          const int64_t column = p * lanes;
          const float* in[M];
          __m512 sums[M][G];
          for (int m = 0; m < M; m++) {
            in[m] = x + rows[t * B + first + from + m] * G * H + column;
            Cell::begin(in[m], H, b + column, sums[m]);
          }
          multiply<M, G>(h + from * H, packed.data() + p * H * G * lanes, H, sums);
          for (int m = 0; m < M; m++) {
            const int64_t row = from + m, at = row * S + column;
            bf16* kept = keep + (t * B + first + row) * K + column;
            Cell::step(sums[m], in[m], H, before + at, after + at, next + row * H + column, kept);
          }
        }
    }
    std::memcpy(last + first * S, buffers[T & 1].data(), rows_a_task * S * sizeof(float));
  }
}

template <class Cell>
void backward(int64_t T, int64_t B, int64_t H, int64_t X, const int64_t* rows, const float* R, const bf16* grad,
              const bf16* keep, bf16* inner, float* dx, float* db, int shared, int threads) {
  constexpr int V = 3, G = Cell::gates;
  const int64_t K = G * H, S = Cell::parts * H, width = V * lanes, whole = H / width, rest = H % width / lanes;
  std::vector<bf16> packed(K * H);
#pragma omp parallel for num_threads(threads)
  for (int64_t k = 0; k < K; k++)
    for (int64_t j = 0; j < H; j++) {
      const int64_t p = j / width, columns = p < whole ? width : rest * lanes;
      packed[p * width * K + (k / 2) * columns * 2 + (j - p * width) * 2 + k % 2] = rounded(R[k * H + j]);
    }
#pragma omp parallel num_threads(threads)
  {
    // Rows of x that several streams read are added up apart by each thread, then together.
    std::vector<float> carry(rows_a_task * S), mine(shared ? X * K : 0), bias(H);
    float* into = shared ? mine.data() : dx;
#pragma omp for schedule(dynamic)
    for (int64_t first = 0; first < B; first += rows_a_task) {
      std::fill(carry.begin(), carry.end(), 0.f);
      for (int64_t t = T - 1; t >= 0; t--) {
        for (int64_t m = 0; m < rows_a_task; m++) {
          const int64_t row = t * B + first + m;
          float* sum = into + rows[row] * K;
          for (int64_t j = 0; j < H; j += lanes) {
            float* c = &carry[m * S + j];
            const __m512 dh = _mm512_add_ps(_mm512_loadu_ps(c), load(grad + row * H + j));
            __m512 of_inner[G], of_input[G];
            Cell::back(dh, c, keep + row * Cell::kept * H + j, H, of_inner, of_input);
            for (int g = 0; g < G; g++) {
              store(inner + row * K + g * H + j, of_inner[g]);
              _mm512_storeu_ps(sum + g * H + j, _mm512_add_ps(_mm512_loadu_ps(sum + g * H + j), of_input[g]));
            }
            if (Cell::biased) _mm512_storeu_ps(&bias[j], _mm512_add_ps(_mm512_loadu_ps(&bias[j]), of_inner[G - 1]));
          }
        }
        if (t == 0) break;
        for (int64_t p = 0; p * width < H; p++)
          for (int64_t from = 0; from < rows_a_task; from += 8) {
            const bf16* A = inner + (t * B + first + from) * K;
            const bf16* panel = packed.data() + p * width * K;
            float* C = &carry[from * S + p * width];
            if (p < whole) add_product<V>(A, K, panel, C, S);
            else if (rest == 2) add_product<2>(A, K, panel, C, S);
            else add_product<1>(A, K, panel, C, S);
          }
      }
    }
#pragma omp critical
    {
      for (int64_t j = 0; j < H; j++) db[j] += bias[j];
      if (shared)
        for (int64_t i = 0; i < X * K; i++) dx[i] += mine[i];
    }
  }
}

}  // namespace

// Cells by their number of gates: rnn 1, gru 3, lstm 4. H a multiple of 16, B of 16. S: numbers in a state, H or, with c, 2H.
extern "C" {

/**
 * x [X, gates * H] fp32: the input's share of the gates with all biases but b; rows [T, B]: which of x a step reads;
 * R [gates * H, H]; b [H]: the GRU's recurrent bias of the candidate; state [B, S]; into states [T+1, B, H] bfloat16 and,
 * for backward, keep [T, B, kept, H] bfloat16; last [B, S] fp32.
 */
void cell_forward(int gates, int64_t T, int64_t B, int64_t H, const float* x, const int64_t* rows, const float* R,
                  const float* b, const float* state, bf16* states, bf16* keep, float* last, int threads) {
  auto run = gates == 1 ? forward<Rnn> : gates == 3 ? forward<Gru> : forward<Lstm>;
  run(T, B, H, x, rows, R, b, state, states, keep, last, threads);
}

/**
 * grad [T, B, H] bfloat16 of states[1:]; into inner [T, B, gates * H] bfloat16 (what the recurrent product receives), dx
 * [X, gates * H] fp32 (of x, added up by rows) and db [H]. No gradient leaves the chunk.
 */
void cell_backward(int gates, int64_t T, int64_t B, int64_t H, int64_t X, const int64_t* rows, const float* R,
                   const bf16* grad, const bf16* keep, bf16* inner, float* dx, float* db, int shared, int threads) {
  auto run = gates == 1 ? backward<Rnn> : gates == 3 ? backward<Gru> : backward<Lstm>;
  run(T, B, H, X, rows, R, grad, keep, inner, dx, db, shared, threads);
}
}

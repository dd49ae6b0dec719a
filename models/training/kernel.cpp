// The time loops of a GRU layer for CPUs with AVX-512 BF16: forward and backward over a chunk of time.
//
// Rows of the batch do not depend on each other, so a thread takes some rows through the whole chunk and nobody waits
// for anybody within a step. Products take bfloat16 and are summed in fp32; states are carried in fp32. Sixteen units'
// three gates stand side by side in the packed weights, so that a gate never leaves the registers before its sigmoid.
//
// Formulas: the ONNX operator GRU, version 14, with linear_before_reset = 1:
//   z = sigmoid(x_z + R_z h), r = sigmoid(x_r + R_r h), n = tanh(x_n + r (R_n h + b)), h' = n + z (h - n)
#include <immintrin.h>
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

using bf16 = uint16_t;
constexpr int lanes = 16;
constexpr int tile = 8;        // rows of the batch whose sums are held in registers
constexpr int rows_a_task = 16;

inline __m512 load(const bf16* p) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i*)p)), 16));
}
inline void store(bf16* p, __m512 v) { _mm256_storeu_si256((__m256i*)p, (__m256i)_mm512_cvtneps_pbh(v)); }
inline bf16 rounded(float v) {
  uint32_t bits;
  std::memcpy(&bits, &v, 4);
  return (bf16)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

/** e^x: 2^k times a polynomial on [-ln 2 / 2, ln 2 / 2], to 2e-7 relative; x is held to +-80. */
inline __m512 exponential(__m512 x) {
  x = _mm512_max_ps(_mm512_min_ps(x, _mm512_set1_ps(80.f)), _mm512_set1_ps(-80.f));
  const __m512 k = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  __m512 f = _mm512_fnmadd_ps(k, _mm512_set1_ps(0.693359375f), x);
  f = _mm512_fnmadd_ps(k, _mm512_set1_ps(-2.12194440e-4f), f);
  __m512 p = _mm512_set1_ps(1.f / 720);
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(1.f / 120));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(1.f / 24));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(1.f / 6));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(0.5f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(1.f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(1.f));
  return _mm512_scalef_ps(p, k);
}
const __m512 one = _mm512_set1_ps(1.f);
inline __m512 sigmoid(__m512 x) { return _mm512_div_ps(one, _mm512_add_ps(one, exponential(_mm512_sub_ps(_mm512_setzero_ps(), x)))); }
inline __m512 tangent(__m512 x) {
  return _mm512_fnmadd_ps(_mm512_set1_ps(2.f), _mm512_div_ps(one, _mm512_add_ps(one, exponential(_mm512_add_ps(x, x)))), one);
}

/** sums[m][v] += rows m of A [tile, K] times a packed panel [K/2][V * 16][2]. */
template <int V>
inline void multiply(const bf16* A, int64_t stride, const bf16* panel, int64_t K, __m512 (&sums)[tile][V]) {
  for (int64_t k = 0; k < K; k += 2) {
    __m512bh b[V];
    for (int v = 0; v < V; v++) b[v] = (__m512bh)_mm512_loadu_si512(panel + v * 2 * lanes);
    panel += V * 2 * lanes;
    for (int m = 0; m < tile; m++) {
      int32_t pair;
      std::memcpy(&pair, A + m * stride + k, 4);
      const __m512bh a = (__m512bh)_mm512_set1_epi32(pair);
      for (int v = 0; v < V; v++) sums[m][v] = _mm512_dpbf16_ps(sums[m][v], a, b[v]);
    }
  }
}

/** carry [tile, H] += A [tile, K] times the columns from `column` on. */
template <int V>
inline void add_product(const bf16* A, int64_t K, const bf16* panel, float* carry, int64_t H) {
  __m512 sums[tile][V];
  for (int m = 0; m < tile; m++)
    for (int v = 0; v < V; v++) sums[m][v] = _mm512_loadu_ps(carry + m * H + v * lanes);
  multiply<V>(A, K, panel, K, sums);
  for (int m = 0; m < tile; m++)
    for (int v = 0; v < V; v++) _mm512_storeu_ps(carry + m * H + v * lanes, sums[m][v]);
}

}  // namespace

extern "C" {

/**
 * x [X, 3H] fp32: the input's share of the gates with all biases but the candidate's recurrent one; rows [T, B]: which of
 * x a step reads; R [3H, H]; b [H]; h0 [B, H]; into states [T+1, B, H] bfloat16 and, for backward, keep [T, B, 5, H]
 * bfloat16; last [B, H] fp32. H a multiple of 16, B of 16.
 */
void gru_forward(int64_t T, int64_t B, int64_t H, const float* x, const int64_t* rows, const float* R, const float* b,
                 const float* h0, bf16* states, bf16* keep, float* last, int threads) {
  std::vector<bf16> packed(3 * H * H);
#pragma omp parallel for num_threads(threads)
  for (int64_t p = 0; p < H / lanes; p++)
    for (int64_t k = 0; k < H; k++)
      for (int g = 0; g < 3; g++)
        for (int i = 0; i < lanes; i++)
          packed[p * H * 3 * lanes + (k / 2) * 3 * lanes * 2 + g * lanes * 2 + i * 2 + k % 2] =
              rounded(R[(g * H + p * lanes + i) * H + k]);
#pragma omp parallel for num_threads(threads) schedule(dynamic)
  for (int64_t first = 0; first < B; first += rows_a_task) {
    std::vector<float> buffers[2];
    buffers[0].assign(h0 + first * H, h0 + (first + rows_a_task) * H);
    buffers[1].resize(rows_a_task * H);
    for (int64_t i = 0; i < rows_a_task * H; i++) states[first * H + i] = rounded(buffers[0][i]);
    for (int64_t t = 0; t < T; t++) {
      const float* before = buffers[t & 1].data();
      float* after = buffers[(t + 1) & 1].data();
      const bf16* h = states + (t * B + first) * H;
      bf16* next = states + ((t + 1) * B + first) * H;
      for (int64_t p = 0; p < H / lanes; p++) {
        const bf16* panel = packed.data() + p * H * 3 * lanes;
        const __m512 bias = _mm512_loadu_ps(b + p * lanes);
        for (int64_t from = 0; from < rows_a_task; from += tile) {
          __m512 sums[tile][3];
          for (int m = 0; m < tile; m++) {
            const float* in = x + rows[t * B + first + from + m] * 3 * H + p * lanes;
            sums[m][0] = _mm512_loadu_ps(in);
            sums[m][1] = _mm512_loadu_ps(in + H);
            sums[m][2] = bias;
          }
          multiply<3>(h + from * H, H, panel, H, sums);
          for (int m = 0; m < tile; m++) {
            const int64_t row = first + from + m, at = (from + m) * H + p * lanes;
            const __m512 z = sigmoid(sums[m][0]), r = sigmoid(sums[m][1]), hidden = sums[m][2];
            const __m512 n = tangent(_mm512_fmadd_ps(r, hidden, _mm512_loadu_ps(x + rows[t * B + row] * 3 * H + 2 * H + p * lanes)));
            const __m512 difference = _mm512_sub_ps(_mm512_loadu_ps(before + at), n);
            const __m512 state = _mm512_fmadd_ps(z, difference, n);
            _mm512_storeu_ps(after + at, state);
            store(next + at, state);
            const __m512 kept = _mm512_sub_ps(one, z);
            bf16* k = keep + (t * B + row) * 5 * H + p * lanes;
            store(k, _mm512_mul_ps(difference, _mm512_mul_ps(z, kept)));                                // dz for a dh of 1
            store(k + H, _mm512_mul_ps(kept, _mm512_fnmadd_ps(n, n, one)));                             // dn for a dh of 1
            store(k + 2 * H, _mm512_mul_ps(hidden, _mm512_mul_ps(r, _mm512_sub_ps(one, r))));           // dr for a dn of 1
            store(k + 3 * H, kept);  // 1 - z: near a z of 1, where memory is long, it is the more exact of the two
            store(k + 4 * H, r);
          }
        }
      }
    }
    std::memcpy(last + first * H, buffers[T & 1].data(), rows_a_task * H * sizeof(float));
  }
}

/**
 * grad [T, B, H] bfloat16 of states[1:]; into inner [T, B, 3H] bfloat16 (what the recurrent product receives), dx [X, 3H]
 * fp32 (of x, added up by rows) and db [H]. No gradient leaves the chunk.
 */
void gru_backward(int64_t T, int64_t B, int64_t H, int64_t X, const int64_t* rows, const float* R, const bf16* grad,
                  const bf16* keep, bf16* inner, float* dx, float* db, int shared, int threads) {
  constexpr int V = 3;
  const int64_t K = 3 * H, width = V * lanes, whole = H / width, rest = H % width / lanes;
  std::vector<bf16> packed(K * H);
#pragma omp parallel for num_threads(threads)
  for (int64_t k = 0; k < K; k++)
    for (int64_t j = 0; j < H; j++) {
      const int64_t p = j / width, columns = p < whole ? width : rest * lanes;
      packed[p * width * K + (k / 2) * columns * 2 + (j - p * width) * 2 + k % 2] = rounded(R[k * H + j]);
    }
  // Rows of x that several streams read are added up apart by each thread, then together.
  std::vector<std::vector<float>> own(threads);
#pragma omp parallel num_threads(threads)
  {
    std::vector<float> carry(rows_a_task * H);
    std::vector<float> mine(shared ? X * K : 0), bias(H);
    float* into = shared ? mine.data() : dx;
#pragma omp for schedule(dynamic)
    for (int64_t first = 0; first < B; first += rows_a_task) {
      std::fill(carry.begin(), carry.end(), 0.f);
      for (int64_t t = T - 1; t >= 0; t--) {
        for (int64_t m = 0; m < rows_a_task; m++) {
          const int64_t row = t * B + first + m;
          const bf16* k = keep + row * 5 * H;
          float* sum = into + rows[row] * K;
          for (int64_t j = 0; j < H; j += lanes) {
            const __m512 dh = _mm512_add_ps(_mm512_loadu_ps(&carry[m * H + j]), load(grad + row * H + j));
            const __m512 dz = _mm512_mul_ps(dh, load(k + j)), dn = _mm512_mul_ps(dh, load(k + H + j));
            const __m512 dr = _mm512_mul_ps(dn, load(k + 2 * H + j)), di = _mm512_mul_ps(dn, load(k + 4 * H + j));
            _mm512_storeu_ps(&carry[m * H + j], _mm512_fnmadd_ps(dh, load(k + 3 * H + j), dh));
            store(inner + row * K + j, dz);
            store(inner + row * K + H + j, dr);
            store(inner + row * K + 2 * H + j, di);
            _mm512_storeu_ps(sum + j, _mm512_add_ps(_mm512_loadu_ps(sum + j), dz));
            _mm512_storeu_ps(sum + H + j, _mm512_add_ps(_mm512_loadu_ps(sum + H + j), dr));
            _mm512_storeu_ps(sum + 2 * H + j, _mm512_add_ps(_mm512_loadu_ps(sum + 2 * H + j), dn));
            _mm512_storeu_ps(&bias[j], _mm512_add_ps(_mm512_loadu_ps(&bias[j]), di));
          }
        }
        if (t == 0) break;
        for (int64_t p = 0; p * width < H; p++)
          for (int64_t from = 0; from < rows_a_task; from += tile) {
            const bf16* A = inner + (t * B + first + from) * K;
            const bf16* panel = packed.data() + p * width * K;
            float* C = &carry[from * H + p * width];
            if (p < whole) add_product<V>(A, K, panel, C, H);
            else if (rest == 2) add_product<2>(A, K, panel, C, H);
            else add_product<1>(A, K, panel, C, H);
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
}

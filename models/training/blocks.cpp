// What a block of a gated linear recurrence does beside its matrix products, for CPUs with AVX-512 BF16, forward and backward: the
// norm, the causal convolution, the recurrence, SwiGLU. Each reads and writes memory once; sums are fp32, what is written for the
// products is bfloat16. Formulas: blocks.py. T: steps, B: streams, N = T * B; sizes of rows are multiples of 16.
#include "vectors.h"
#include <cmath>
#include <vector>

namespace {

inline __m512 times(__m512 a, __m512 b) { return _mm512_mul_ps(a, b); }
inline __m512 plus(__m512 a, __m512 b) { return _mm512_add_ps(a, b); }
inline __m512 minus(__m512 a, __m512 b) { return _mm512_sub_ps(a, b); }
/** s (1 - s): the derivative of a sigmoid whose value is s. */
inline __m512 slope(__m512 s) { return _mm512_fnmadd_ps(s, s, s); }

}  // namespace

extern "C" {

/** n = x * scale, scale = 1 / sqrt(mean(x^2) + epsilon), row by row: x [N, W] fp32, n [N, W] bfloat16, scale [N]. */
void norm_forward(int64_t N, int64_t W, const float* x, bf16* n, float* scale, float epsilon, int threads) {
#pragma omp parallel for num_threads(threads)
  for (int64_t i = 0; i < N; i++) {
    __m512 squares = _mm512_setzero_ps();
    for (int64_t j = 0; j < W; j += lanes) {
      const __m512 v = _mm512_loadu_ps(x + i * W + j);
      squares = _mm512_fmadd_ps(v, v, squares);
    }
    scale[i] = 1 / std::sqrt(_mm512_reduce_add_ps(squares) / W + epsilon);
    for (int64_t j = 0; j < W; j += lanes) store(n + i * W + j, times(_mm512_loadu_ps(x + i * W + j), _mm512_set1_ps(scale[i])));
  }
}

/** dx = scale (dn - n mean(dn n)): dn [N, W] bfloat16, into dx [N, W] fp32. */
void norm_backward(int64_t N, int64_t W, const float* x, const float* scale, const bf16* dn, float* dx, int threads) {
#pragma omp parallel for num_threads(threads)
  for (int64_t i = 0; i < N; i++) {
    const __m512 s = _mm512_set1_ps(scale[i]);
    __m512 sum = _mm512_setzero_ps();
    for (int64_t j = 0; j < W; j += lanes) sum = _mm512_fmadd_ps(times(_mm512_loadu_ps(x + i * W + j), s), load(dn + i * W + j), sum);
    const __m512 mean = _mm512_set1_ps(_mm512_reduce_add_ps(sum) / W);
    for (int64_t j = 0; j < W; j += lanes) {
      const __m512 n = times(_mm512_loadu_ps(x + i * W + j), s);
      _mm512_storeu_ps(dx + i * W + j, times(s, _mm512_fnmadd_ps(n, mean, load(dn + i * W + j))));
    }
  }
}

/** y[t] = sum over k of w[k] n[t + k]: n [T + K - 1, B, W], the first K - 1 of them from before; w [K, W] fp32; y [T, B, W]. */
void convolution_forward(int64_t T, int64_t B, int64_t W, int64_t K, const bf16* n, const float* w, bf16* y, int threads) {
#pragma omp parallel for num_threads(threads)
  for (int64_t i = 0; i < T * B; i++)
    for (int64_t j = 0; j < W; j += lanes) {
      __m512 sum = _mm512_setzero_ps();
      for (int64_t k = 0; k < K; k++) sum = _mm512_fmadd_ps(_mm512_loadu_ps(w + k * W + j), load(n + (i + k * B) * W + j), sum);
      store(y + i * W + j, sum);
    }
}

/** From dy [T, B, W] to dn [T, B, W] of the last T of n, and dw [K, W], which is added to. */
void convolution_backward(int64_t T, int64_t B, int64_t W, int64_t K, const bf16* n, const float* w, const bf16* dy, bf16* dn,
                          float* dw, int threads) {
  const int64_t N = T * B;
#pragma omp parallel num_threads(threads)
  {
    std::vector<float> mine(K * W);
#pragma omp for
    for (int64_t i = 0; i < N; i++)
      for (int64_t j = 0; j < W; j += lanes) {
        const __m512 d = load(dy + i * W + j);
        __m512 sum = _mm512_setzero_ps();
        for (int64_t k = 0; k < K; k++) {
          float* at = &mine[k * W + j];
          _mm512_storeu_ps(at, _mm512_fmadd_ps(d, load(n + (i + k * B) * W + j), _mm512_loadu_ps(at)));
          const int64_t later = i + (K - 1 - k) * B;  // n[i + K - 1] is read by y[later] with w[k]
          if (later < N) sum = _mm512_fmadd_ps(_mm512_loadu_ps(w + k * W + j), load(dy + later * W + j), sum);
        }
        store(dn + i * W + j, sum);
      }
#pragma omp critical
    for (int64_t j = 0; j < K * W; j++) dw[j] += mine[j];
  }
}

/**
 * f = sigmoid(p_f + b), h = f h_before + (1 - f) p_c, y = sigmoid(p_o) h: p [T, B, 3H] bfloat16 in the order f, c, o; b [H],
 * state [B, H] fp32; into h [T + 1, B, H] (the first is the state before) and y [T, B, H] bfloat16, and last [B, H] fp32.
 */
void scan_forward(int64_t T, int64_t B, int64_t H, const bf16* p, const float* b, const float* state, bf16* h, bf16* y, float* last,
                  int threads) {
#pragma omp parallel for num_threads(threads)
  for (int64_t i = 0; i < B; i++) {
    float* now = last + i * H;
    std::memcpy(now, state + i * H, H * sizeof(float));
    for (int64_t j = 0; j < H; j += lanes) store(h + i * H + j, _mm512_loadu_ps(now + j));
    for (int64_t t = 0; t < T; t++) {
      const bf16* in = p + (t * B + i) * 3 * H;
      const int64_t out = (t * B + i) * H;
      for (int64_t j = 0; j < H; j += lanes) {
        const __m512 f = sigmoid(plus(load(in + j), _mm512_loadu_ps(b + j))), c = load(in + H + j);
        const __m512 next = _mm512_fmadd_ps(f, minus(_mm512_loadu_ps(now + j), c), c);
        _mm512_storeu_ps(now + j, next);
        store(h + out + B * H + j, next);
        store(y + out + j, times(sigmoid(load(in + 2 * H + j)), next));
      }
    }
  }
}

/** From dy [T, B, H] to dp [T, B, 3H] and db [H], which is added to. No gradient leaves the chunk. */
void scan_backward(int64_t T, int64_t B, int64_t H, const bf16* p, const float* b, const bf16* h, const bf16* dy, bf16* dp, float* db,
                   int threads) {
#pragma omp parallel num_threads(threads)
  {
    std::vector<float> carry(H), bias(H);
#pragma omp for
    for (int64_t i = 0; i < B; i++) {
      std::fill(carry.begin(), carry.end(), 0.f);
      for (int64_t t = T - 1; t >= 0; t--) {
        const bf16* in = p + (t * B + i) * 3 * H;
        bf16* out = dp + (t * B + i) * 3 * H;
        const int64_t row = (t * B + i) * H;
        for (int64_t j = 0; j < H; j += lanes) {
          const __m512 f = sigmoid(plus(load(in + j), _mm512_loadu_ps(b + j))), c = load(in + H + j), o = sigmoid(load(in + 2 * H + j));
          const __m512 d = load(dy + row + j), before = load(h + row + j), now = load(h + row + B * H + j);
          const __m512 dh = _mm512_fmadd_ps(d, o, _mm512_loadu_ps(&carry[j]));
          const __m512 df = times(times(dh, minus(before, c)), slope(f));
          store(out + j, df);
          store(out + H + j, _mm512_fnmadd_ps(dh, f, dh));
          store(out + 2 * H + j, times(times(d, now), slope(o)));
          _mm512_storeu_ps(&carry[j], times(dh, f));
          _mm512_storeu_ps(&bias[j], plus(_mm512_loadu_ps(&bias[j]), df));
        }
      }
    }
#pragma omp critical
    for (int64_t j = 0; j < H; j++) db[j] += bias[j];
  }
}

/** a = silu(u) v: uv [N, 2F], u before v, and a [N, F] in bfloat16. */
void swiglu_forward(int64_t N, int64_t F, const bf16* uv, bf16* a, int threads) {
#pragma omp parallel for num_threads(threads)
  for (int64_t i = 0; i < N; i++)
    for (int64_t j = 0; j < F; j += lanes) {
      const __m512 u = load(uv + 2 * i * F + j), v = load(uv + (2 * i + 1) * F + j);
      store(a + i * F + j, times(times(u, sigmoid(u)), v));
    }
}

/** From da [N, F] to duv [N, 2F]. */
void swiglu_backward(int64_t N, int64_t F, const bf16* uv, const bf16* da, bf16* duv, int threads) {
#pragma omp parallel for num_threads(threads)
  for (int64_t i = 0; i < N; i++)
    for (int64_t j = 0; j < F; j += lanes) {
      const __m512 u = load(uv + 2 * i * F + j), v = load(uv + (2 * i + 1) * F + j), d = load(da + i * F + j), s = sigmoid(u);
      store(duv + 2 * i * F + j, times(times(d, v), _mm512_fmadd_ps(u, slope(s), s)));
      store(duv + (2 * i + 1) * F + j, times(d, times(u, s)));
    }
}
}

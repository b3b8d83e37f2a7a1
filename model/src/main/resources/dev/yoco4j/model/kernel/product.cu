// Products of a few rows with weights that lie apart, with what stands before and behind them in a block:
//
//   product_n:  y = norm(x) [W_0; W_1; ..]^T + residual          gated_n:  y = silu(norm(x) W_0^T) * (norm(x) W_1^T)
//
// for n = 1 to 4 rows; the norm and the residual may be missing. Each weight is read once for all rows.
//
// x: [n, inputs] bf16, xStride numbers from row to row; norm: [inputs] or null for x as it is; w0 .. w4: [rows, inputs] bf16,
// contiguous; end0 .. end4: rows of weights up to and with each of them, the last for those that are missing. y: [n, ..],
// residual: [n, ..] or null; it may be y. inputs: a multiple of 8. Float32 sums; rounded to bf16: the norm before and after
// its weight, a product, silu, the result; as RmsNorm, Linear, FeedForward and a sum do one after the other.
//
// Grid: any number of blocks up to ceil(outputs / 8). Block: 256 threads. Shared memory: 2 * n * inputs bytes, dynamic.
// A warp has one row of a weight at a time; the next numbers are on their way while these are multiplied, the first ones
// while the block norms x.

constexpr int DEEP = 4;     // units of 16 bytes of a lane on their way at once
constexpr int SPAN = 256 * DEEP;
constexpr int WARPS = 8;
constexpr int BLOCKS = 4;   // of a multiprocessor

struct Weights {
  const bf16* at[5];
  int end[5];

  __device__ __forceinline__ const bf16* row(int output, long long inputs) const {
    const bf16* from = at[0];
    int first = 0;
#pragma unroll
    for (int i = 1; i < 5; i++) {
      if (output >= end[i - 1]) {
        from = at[i];
        first = end[i - 1];
      }
    }
    return from + (output - first) * inputs;
  }
};

// x into shared memory, normed where there is a norm.
__device__ __forceinline__ void prepare(const bf16* x, const bf16* norm, float epsilon, int inputs, bf16* to) {
  __shared__ float sums[32];
  float scale = 1.0f;
  if (norm != nullptr) {
    float squares = 0.0f;
    for (int at = threadIdx.x * 8; at < inputs; at += 2048) {
      float n[8];
      unpack(load8(x + at), n);
#pragma unroll
      for (int i = 0; i < 8; i++) {
        squares += n[i] * n[i];
      }
    }
    __syncthreads();  // the sums of the row before have been read
    scale = rsqrtf(sumOfBlock(squares, sums) / (float)inputs + epsilon);
  }
  for (int at = threadIdx.x * 8; at < inputs; at += 2048) {
    uint4 word = load8(x + at);
    if (norm != nullptr) {
      float n[8];
      float w[8];
      unpack(word, n);
      unpack(load8(norm + at), w);
#pragma unroll
      for (int i = 0; i < 8; i++) {
        n[i] = rounded(n[i] * scale) * w[i];
      }
      word = packed(n);
    }
    *(uint4*)(to + at) = word;
  }
}

__device__ __forceinline__ void load(uint4 units[DEEP], const bf16* row, int from, int inputs) {
#pragma unroll
  for (int d = 0; d < DEEP; d++) {
    int at = from + d * 256 + (threadIdx.x & 31) * 8;
    units[d] = at < inputs ? __ldcs((const uint4*)(row + at)) : make_uint4(0u, 0u, 0u, 0u);
  }
}

// Where a warp stands: PARTS rows of weights make one output.
template <int PARTS>
struct Place {
  int output;
  int part;
  int from;

  __device__ __forceinline__ Place next(int inputs) const {
    if (from + SPAN < inputs) {
      return {output, part, from + SPAN};
    }
    return part + 1 < PARTS ? Place{output, part + 1, 0} : Place{output + (int)gridDim.x * WARPS, 0, 0};
  }
};

template <int ROWS, bool GATED>
__device__ __forceinline__ void product(
    const bf16* x, long long xStride, const bf16* norm, float epsilon, const Weights& weights, const bf16* residual,
    long long residualStride, bf16* y, long long yStride, int outputs, int inputs) {
  extern __shared__ __align__(16) bf16 rows[];
  int lane = threadIdx.x & 31;
  Place<GATED ? 2 : 1> place = {(int)blockIdx.x * WARPS + (int)(threadIdx.x >> 5), 0, 0};
  auto start = [&](const Place<GATED ? 2 : 1>& of) { return weights.row(of.output + of.part * outputs, inputs); };
  uint4 now[DEEP];
  if (place.output < outputs) {
    load(now, start(place), 0, inputs);
  }
#pragma unroll
  for (int r = 0; r < ROWS; r++) {
    prepare(x + r * xStride, norm, epsilon, inputs, rows + r * inputs);
  }
  __syncthreads();
  float sum[ROWS] = {};
  float gates[ROWS];
  while (place.output < outputs) {
    auto next = place.next(inputs);
    uint4 later[DEEP];
    if (next.output < outputs) {
      load(later, start(next), next.from, inputs);
    }
#pragma unroll
    for (int d = 0; d < DEEP; d++) {
      int at = place.from + d * 256 + lane * 8;
      if (at < inputs) {
        float w[8];
        unpack(now[d], w);
#pragma unroll
        for (int r = 0; r < ROWS; r++) {
          float n[8];
          unpack(*(const uint4*)(rows + r * inputs + at), n);
#pragma unroll
          for (int i = 0; i < 8; i++) {
            sum[r] += w[i] * n[i];
          }
        }
      }
    }
    if (next.from == 0) {
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        float result = rounded(sumOfWarp(sum[r]));
        sum[r] = 0.0f;
        if (GATED && place.part == 0) {
          gates[r] = rounded(silu(result));
        } else if (lane == 0) {
          if (GATED) {
            result *= gates[r];
          }
          if (residual != nullptr) {
            result += wide(residual[r * residualStride + place.output]);
          }
          y[r * yStride + place.output] = narrow(result);
        }
      }
    }
    place = next;
#pragma unroll
    for (int d = 0; d < DEEP; d++) {
      now[d] = later[d];
    }
  }
}

#define KERNEL(name, ROWS, GATED)                                                                                       \
  extern "C" __global__ void __launch_bounds__(32 * WARPS, BLOCKS) name(                                                \
      const bf16* x, long long xStride, const bf16* norm, float epsilon, const bf16* w0, const bf16* w1,                \
      const bf16* w2, const bf16* w3, const bf16* w4, int end0, int end1, int end2, int end3, int end4,                 \
      const bf16* residual, long long residualStride, bf16* y, long long yStride, int outputs, int inputs) {            \
    Weights weights = {{w0, w1, w2, w3, w4}, {end0, end1, end2, end3, end4}};                                           \
    product<ROWS, GATED>(x, xStride, norm, epsilon, weights, residual, residualStride, y, yStride, outputs, inputs);    \
  }

KERNEL(product_1, 1, false)
KERNEL(product_2, 2, false)
KERNEL(product_3, 3, false)
KERNEL(product_4, 4, false)
KERNEL(gated_1, 1, true)
KERNEL(gated_2, 2, true)
KERNEL(gated_3, 3, true)
KERNEL(gated_4, 4, true)

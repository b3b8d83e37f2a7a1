// y = x W^T + residual for a few rows: float32 sums, rounded to bf16 before the residual and after it, as Linear and add do.
//
// x: [B, K] bf16, xStride numbers from row to row; weight: [N, K] bf16, contiguous; y: [B, N], residual: [B, N] or null (it
// may be y). K: a multiple of 8. Each weight is read once for all B rows: gemv_1 to gemv_4 are for B = 1 to 4.
//
// A warp has LINES rows of the weight. Block: 128 threads. Grid: ceil(N / (4 * LINES)).

#ifndef LINES
#define LINES 2
#endif
#ifndef DEEP
#define DEEP 4  // units of 16 bytes per row of the weight on their way at once
#endif

template <int BATCH>
__device__ __forceinline__ void gemv(
    const bf16* x, long long xStride, const bf16* weight, const bf16* residual, long long residualStride, bf16* y,
    long long yStride, int outputs, int inputs) {
  int lane = threadIdx.x & 31;
  int line = (blockIdx.x * 4 + (threadIdx.x >> 5)) * LINES;
  if (line >= outputs) {
    return;
  }
  const bf16* lines[LINES];
#pragma unroll
  for (int r = 0; r < LINES; r++) {
    lines[r] = weight + (long long)min(line + r, outputs - 1) * inputs;
  }
  float sums[LINES][BATCH] = {};
  for (int from = lane * 8; from < inputs; from += 256 * DEEP) {
    uint4 w[DEEP][LINES];
#pragma unroll
    for (int d = 0; d < DEEP; d++) {
#pragma unroll
      for (int r = 0; r < LINES; r++) {
        int at = from + d * 256;
        w[d][r] = at < inputs ? __ldcs((const uint4*)(lines[r] + at)) : make_uint4(0u, 0u, 0u, 0u);
      }
    }
#pragma unroll
    for (int d = 0; d < DEEP; d++) {
      int at = from + d * 256;
      if (at < inputs) {
#pragma unroll
        for (int b = 0; b < BATCH; b++) {
          float numbers[8];
          unpack(load8(x + b * xStride + at), numbers);
#pragma unroll
          for (int r = 0; r < LINES; r++) {
            float weights[8];
            unpack(w[d][r], weights);
#pragma unroll
            for (int i = 0; i < 8; i++) {
              sums[r][b] += weights[i] * numbers[i];
            }
          }
        }
      }
    }
  }
#pragma unroll
  for (int r = 0; r < LINES; r++) {
#pragma unroll
    for (int b = 0; b < BATCH; b++) {
      float sum = rounded(sumOfWarp(sums[r][b]));
      if (lane == 0 && line + r < outputs) {
        if (residual != nullptr) {
          sum += wide(residual[b * residualStride + line + r]);
        }
        y[b * yStride + line + r] = narrow(sum);
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(128) gemv_1(
    const bf16* x, long long xStride, const bf16* weight, const bf16* residual, long long residualStride, bf16* y,
    long long yStride, int outputs, int inputs) {
  gemv<1>(x, xStride, weight, residual, residualStride, y, yStride, outputs, inputs);
}

extern "C" __global__ void __launch_bounds__(128) gemv_2(
    const bf16* x, long long xStride, const bf16* weight, const bf16* residual, long long residualStride, bf16* y,
    long long yStride, int outputs, int inputs) {
  gemv<2>(x, xStride, weight, residual, residualStride, y, yStride, outputs, inputs);
}

extern "C" __global__ void __launch_bounds__(128) gemv_3(
    const bf16* x, long long xStride, const bf16* weight, const bf16* residual, long long residualStride, bf16* y,
    long long yStride, int outputs, int inputs) {
  gemv<3>(x, xStride, weight, residual, residualStride, y, yStride, outputs, inputs);
}

extern "C" __global__ void __launch_bounds__(128) gemv_4(
    const bf16* x, long long xStride, const bf16* weight, const bf16* residual, long long residualStride, bf16* y,
    long long yStride, int outputs, int inputs) {
  gemv<4>(x, xStride, weight, residual, residualStride, y, yStride, outputs, inputs);
}

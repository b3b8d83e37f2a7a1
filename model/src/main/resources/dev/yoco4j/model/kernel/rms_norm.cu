// y = x / sqrt(mean(x^2) + epsilon) * weight, rounded to bf16 before the weight and after it, as RmsNorm does.
//
// Grid: rows. Block: width / 8 threads, rounded up to whole warps; a thread holds 8 numbers. width: a multiple of 8, at
// most 8192. Strides: numbers from one row to the next, multiples of 8. weight: [width] or null.

__device__ __forceinline__ void norm(
    float x[8], const bf16* weight, float epsilon, bf16* out, int width, int at) {
  __shared__ float sums[32];
  float squares = 0.0f;
#pragma unroll
  for (int i = 0; i < 8; i++) {
    squares += x[i] * x[i];
  }
  float scale = rsqrtf(sumOfBlock(squares, sums) / (float)width + epsilon);
  if (at >= width) {
    return;
  }
#pragma unroll
  for (int i = 0; i < 8; i++) {
    x[i] *= scale;
  }
  if (weight != nullptr) {
    float w[8];
    unpack(load8(weight + at), w);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      x[i] = rounded(x[i]) * w[i];
    }
  }
  store8(out + at, packed(x));
}

// x, out: [rows, width]
extern "C" __global__ void rms_norm(
    const bf16* x, long long xStride, const bf16* weight, float epsilon, bf16* out, long long outStride, int width) {
  long long row = blockIdx.x;
  int at = threadIdx.x * 8;
  float numbers[8] = {};
  if (at < width) {
    unpack(load8(x + row * xStride + at), numbers);
  }
  norm(numbers, weight, epsilon, out + row * outStride, width, at);
}

// sum = x + residual, out = norm(sum); sum may be x or residual.
extern "C" __global__ void add_rms_norm(
    const bf16* x, long long xStride, const bf16* residual, long long residualStride, const bf16* weight, float epsilon,
    bf16* sum, long long sumStride, bf16* out, long long outStride, int width) {
  long long row = blockIdx.x;
  int at = threadIdx.x * 8;
  float numbers[8] = {};
  if (at < width) {
    float more[8];
    unpack(load8(x + row * xStride + at), numbers);
    unpack(load8(residual + row * residualStride + at), more);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      numbers[i] += more[i];
    }
    uint4 word = packed(numbers);
    store8(sum + row * sumStride + at, word);
    unpack(word, numbers);
  }
  norm(numbers, weight, epsilon, out + row * outStride, width, at);
}

// y = x / sqrt(mean(x^2) + epsilon) * weight, rounded to bf16 before the weight and after it, as RmsNorm does.
//
// Grid: rows. Block: width / 8 threads, rounded up to whole warps; a thread holds 8 numbers. width: a multiple of 8, at
// most 8192. Strides: numbers from one row to the next, multiples of 8. weight: [width].

// x, out: [rows, width]
extern "C" __global__ void rms_norm(
    const bf16* x, long long xStride, const bf16* weight, float epsilon, bf16* out, long long outStride, int width) {
  __shared__ float sums[32];
  long long row = blockIdx.x;
  int at = threadIdx.x * 8;
  float numbers[8] = {};
  if (at < width) {
    unpack(load8(x + row * xStride + at), numbers);
  }
  float squares = 0.0f;
#pragma unroll
  for (int i = 0; i < 8; i++) {
    squares += numbers[i] * numbers[i];
  }
  float scale = rsqrtf(sumOfBlock(squares, sums) / (float)width + epsilon);
  if (at >= width) {
    return;
  }
  float weights[8];
  unpack(load8(weight + at), weights);
#pragma unroll
  for (int i = 0; i < 8; i++) {
    numbers[i] = rounded(numbers[i] * scale) * weights[i];
  }
  store8(out + row * outStride + at, packed(numbers));
}

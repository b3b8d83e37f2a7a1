// out = silu(gate) * up, with silu rounded to bf16 and the product rounded again, as FeedForward does.
//
// gate, up, out: [rows, width] bf16; strides in numbers from one row to the next, multiples of 8. gate and up may be
// halves of one product. Grid: (ceil(width / 8 / 256), rows up to 65535). Block: 256 threads, 8 numbers each; where there
// are more rows than the grid has, a block goes on with later ones.
extern "C" __global__ void swiglu(
    const bf16* gate, long long gateStride, const bf16* up, long long upStride, bf16* out, long long outStride,
    long long rows, int width) {
  int at = (blockIdx.x * blockDim.x + threadIdx.x) * 8;
  if (at >= width) {
    return;
  }
  for (long long row = blockIdx.y; row < rows; row += gridDim.y) {
    float g[8];
    float u[8];
    unpack(load8(gate + row * gateStride + at), g);
    unpack(load8(up + row * upStride + at), u);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      u[i] *= rounded(silu(g[i]));
    }
    store8(out + row * outStride + at, packed(u));
  }
}

// What each chunk of a prompt adds to the state of gated retention:
//
//   added[n] = sum_j exp(g_{j+1} + .. + g_last) k_j^T v_j
//
// YOCO (arXiv 2405.05254) section 4.2, equation 7; the first of three kernels (then retention_scan, retention_chunk_outputs).
// Needs "#define HEAD n": Dk = Dv, 64 or 128.
//
// k (turned), v: B * T rows of H * HEAD bf16, strides in numbers. decays: B * T rows of H logits.
// added: [B, H, N, Dk, Dv] bf16, summed in float32, N = ceil(T / 128). totals: [B, H, N] float32, a chunk's whole log decay.
//
// Grid: (H, N, B). Block: 256 threads. Shared memory: 512 * HEAD bytes, dynamic.
// Heads come first in the grid: blocks that run together read neighbouring bytes.

__device__ __forceinline__ unsigned product(unsigned a, unsigned b) {
  unsigned c;
  asm("mul.rn.bf16x2 %0, %1, %2;" : "=r"(c) : "r"(a), "r"(b));
  return c;
}

constexpr int TALL = HEAD / 64;  // products of 16 rows that a warp makes; 4 warps share Dk
constexpr int BROAD = HEAD / 16;  // products of 8 columns; 2 warps share Dv

extern "C" __global__ void __launch_bounds__(256, 2) retention_chunk_states(
    const bf16* k, long long kStride, const bf16* v, long long vStride, const bf16* decays, long long decayStride,
    float temperature, bf16* added, float* totals, int length) {
  extern __shared__ __align__(128) unsigned char tiles[];
  __shared__ float since[CHUNK];
  __shared__ __align__(4) bf16 weights[CHUNK];
  int head = blockIdx.x;
  int heads = gridDim.x;
  int chunk = blockIdx.y;
  long long batch = blockIdx.z;
  long long row = batch * length + chunk * CHUNK;
  int valid = min(CHUNK, length - chunk * CHUNK);
  unsigned keys = sharedAddress(tiles);
  unsigned values = keys + CHUNK * HEAD * 2;
  loadTile<CHUNK, HEAD>(keys, k + row * kStride + head * HEAD, kStride, valid);
  loadTile<CHUNK, HEAD>(values, v + row * vStride + head * HEAD, vStride, valid);
  endOfGroup();
  sumDecays(decays + row * decayStride + head, decayStride, valid, temperature, since);
  long long which = (batch * heads + head) * gridDim.y + chunk;
  if (threadIdx.x < CHUNK) {
    weights[threadIdx.x] = narrow(__expf(since[CHUNK - 1] - since[threadIdx.x]));
  }
  if (threadIdx.x == 0) {
    totals[which] = since[CHUNK - 1];
  }
  waitForCopies<0>();
  __syncthreads();

  int lane = threadIdx.x & 31;
  int warp = threadIdx.x >> 5;
  int top = (warp & 3) * (HEAD / 4);
  int left = (warp >> 2) * (HEAD / 2);
  int inner = lane & 7;
  int matrix = lane >> 3;
  float sums[TALL][BROAD][4] = {};
#pragma unroll
  for (int j = 0; j < CHUNK; j += 16) {
    unsigned early = *(const unsigned*)(weights + j + (lane & 3) * 2);
    unsigned late = *(const unsigned*)(weights + j + 8 + (lane & 3) * 2);
    unsigned a[TALL][4];
#pragma unroll
    for (int m = 0; m < TALL; m++) {
      load4Transposed(a[m], keys + place<HEAD>(j + (matrix >> 1) * 8 + inner, (top + m * 16) / 8 + (matrix & 1)));
      a[m][0] = product(a[m][0], early);
      a[m][1] = product(a[m][1], early);
      a[m][2] = product(a[m][2], late);
      a[m][3] = product(a[m][3], late);
    }
#pragma unroll
    for (int n = 0; n < BROAD; n += 2) {
      unsigned b[4];
      load4Transposed(b, values + place<HEAD>(j + (matrix & 1) * 8 + inner, left / 8 + n + (matrix >> 1)));
#pragma unroll
      for (int m = 0; m < TALL; m++) {
        multiply(sums[m][n], a[m], b[0], b[1]);
        multiply(sums[m][n + 1], a[m], b[2], b[3]);
      }
    }
  }
  __syncthreads();

  // through shared memory, so that whole units of 16 bytes are written
#pragma unroll
  for (int m = 0; m < TALL; m++) {
#pragma unroll
    for (int n = 0; n < BROAD; n++) {
      int down = top + m * 16 + (lane >> 2);
      int unit = left / 8 + n;
      *(unsigned*)(tiles + place<HEAD>(down, unit) + (lane & 3) * 4) = pack(sums[m][n][0], sums[m][n][1]);
      *(unsigned*)(tiles + place<HEAD>(down + 8, unit) + (lane & 3) * 4) = pack(sums[m][n][2], sums[m][n][3]);
    }
  }
  __syncthreads();
  bf16* to = added + which * (HEAD * HEAD);
  for (int i = threadIdx.x; i < HEAD * HEAD / 8; i += 256) {
    store8(to + i * 8, *(const uint4*)(tiles + place<HEAD>(i / (HEAD / 8), i % (HEAD / 8))));
  }
}

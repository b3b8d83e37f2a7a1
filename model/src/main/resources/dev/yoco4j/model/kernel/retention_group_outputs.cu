// What gated retention reads at each position of a prompt, normed per head and gated, as retention_chunk_outputs computes it:
//
//   o = ((q k^T / sqrt(Dk)) * D) v + exp(g_1 + .. + g_i) q before[n] / sqrt(Dk),   out = silu(gate) * norm(o)
//   D_ij = exp(g_{j+1} + .. + g_i) for i >= j, else 0
//
// YOCO (arXiv 2405.05254) section 4.2, equation 7 with D the right way round. Compute capability 9.0; Dk = Dv = 128.
//
// q, k (turned), v, gate: [B, T, H, 128] bf16, before: [B H, 128 N, 1, 128] bf16, N = ceil(T / 128), by tensor maps with boxes of 64
// numbers, one head and 128 positions, 128-byte swizzle, and zeros beyond their ends. out: B * T rows of H * 128, stride in numbers.
// decays: B * T rows of H logits. Rounded to bf16: q k^T * D, o, the norm, silu(gate), out.
//
// Grid: any number of blocks. Block: 384 threads: one copies, a warp sums decays, and twice 128 multiply, 64 positions each. Shared
// memory: 198,912 bytes, dynamic. A block takes a chunk of a head at a time; copies of the next ones are under way meanwhile.

constexpr int TILES = 6;  // of shared memory, taken in turn
constexpr unsigned TILE_BYTES = CHUNK * 256;
constexpr float SCALE = 0.08838834764831845f;  // 1 / sqrt(128)

struct Barriers {
  unsigned base;

  __device__ __forceinline__ unsigned full(int tile) const { return base + tile * 8; }
  __device__ __forceinline__ unsigned empty(int tile) const { return base + (TILES + tile) * 8; }
  __device__ __forceinline__ unsigned summed(int place) const { return base + (2 * TILES + place) * 8; }
  __device__ __forceinline__ unsigned used(int place) const { return base + (2 * TILES + 2 + place) * 8; }
};

struct Sizes {
  int length;
  int heads;
  int batch;

  __device__ __forceinline__ int chunks() const { return (length + CHUNK - 1) / CHUNK; }
  __device__ __forceinline__ int works() const { return chunks() * heads * batch; }
};

// A chunk of a head.
struct Work {
  int head;
  int chunk;
  int batch;

  __device__ __forceinline__ Work(int index, const Sizes& sizes) {
    head = index % sizes.heads;
    chunk = index / sizes.heads % sizes.chunks();
    batch = index / sizes.heads / sizes.chunks();
  }
};

__device__ __forceinline__ void copyAll(
    const Barriers& barriers, unsigned tiles, const TensorMap& q, const TensorMap& k, const TensorMap& v, const TensorMap& gate,
    const TensorMap& before, const Sizes& sizes) {
  int count = 0;
  auto copy = [&](const TensorMap& from, int head, int position, int sequence) {
    int tile = count % TILES;
    waitFor(barriers.empty(tile), ((count / TILES) & 1) ^ 1);
    copyTile(tiles + tile * TILE_BYTES, from, barriers.full(tile), head, position, sequence);
    count++;
  };
  for (int index = blockIdx.x; index < sizes.works(); index += gridDim.x) {
    Work work(index, sizes);
    int position = work.chunk * CHUNK;
    copy(q, work.head, position, work.batch);
    copy(before, 0, position, work.batch * sizes.heads + work.head);
    copy(k, work.head, position, work.batch);
    copy(v, work.head, position, work.batch);
    copy(gate, work.head, position, work.batch);
  }
}

// sums[i] = g_0 + .. + g_i of each chunk, by a warp whose lanes have four positions each.
__device__ __forceinline__ void sumAll(
    const Barriers& barriers, float* sums, const bf16* decays, long long stride, float temperature, const Sizes& sizes) {
  int lane = threadIdx.x & 31;
  int count = 0;
  for (int index = blockIdx.x; index < sizes.works(); index += gridDim.x, count++) {
    Work work(index, sizes);
    long long row = (long long)work.batch * sizes.length;
    float own[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      int position = work.chunk * CHUNK + lane * 4 + i;
      own[i] = position < sizes.length ? logDecay(decays[(row + position) * stride + work.head], temperature) : 0.0f;
      own[i] += i > 0 ? own[i - 1] : 0.0f;
    }
    float before = own[3];
#pragma unroll
    for (int d = 1; d < 32; d <<= 1) {
      float earlier = __shfl_up_sync(0xffffffffu, before, d);
      before += lane >= d ? earlier : 0.0f;
    }
    before -= own[3];
    int place = count & 1;
    waitFor(barriers.used(place), ((count >> 1) & 1) ^ 1);
    *(float4*)(sums + place * CHUNK + lane * 4) =
        make_float4(before + own[0], before + own[1], before + own[2], before + own[3]);
    __syncwarp();
    if (lane == 0) {
      arrive(barriers.summed(place));
    }
  }
}

// 64 positions of a chunk.
struct Reader {
  Barriers barriers;
  unsigned tiles;
  float o[64];
  float scores[64];
  unsigned weights[32];

  __device__ __forceinline__ unsigned tile(int count) const { return tiles + count % TILES * TILE_BYTES; }

  __device__ __forceinline__ void await(int count) const { waitFor(barriers.full(count % TILES), (count / TILES) & 1); }

  __device__ __forceinline__ void release(unsigned barrier) const {
    __syncwarp();
    if ((threadIdx.x & 31) == 0) {
      arrive(barrier);
    }
  }

  // o = q before and scores = q k^T, under way.
  __device__ __forceinline__ void begin(int count, int half) {
    unsigned q = tile(count) + half * 64 * 128;
    hold(o);
    hold(scores);
    await(count);
    await(count + 1);
    beginProducts();
#pragma unroll
    for (int i = 0; i < 8; i++) {
      unsigned at = (i >> 2) * CHUNK * 128 + (i & 3) * 32;
      multiplyTransposed(o, operand(q + at, 16), operand(tile(count + 1) + i * 16 * 128, CHUNK * 128), i > 0);
    }
    endOfProducts();
    await(count + 2);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      unsigned at = (i >> 2) * CHUNK * 128 + (i & 3) * 32;
      multiply(scores, operand(q + at, 16), operand(tile(count + 2) + at, 16), i > 0);
    }
    endOfProducts();
  }

  // Scores become decayed weights of earlier positions; row: the first of this thread's two.
  __device__ __forceinline__ void decay(const float* since, int row) {
    int lane = threadIdx.x & 3;
    float rows[2] = {since[row], since[row + 8]};
#pragma unroll
    for (int i = 0; i < 16; i++) {
      int key = i * 8 + lane * 2;
      float2 keys = *(const float2*)(since + key);
#pragma unroll
      for (int r = 0; r < 2; r++) {
        int position = row + 8 * r;
        float first = key <= position ? scores[4 * i + 2 * r] * SCALE * __expf(rows[r] - keys.x) : 0.0f;
        float second = key + 1 <= position ? scores[4 * i + 2 * r + 1] * SCALE * __expf(rows[r] - keys.y) : 0.0f;
        weights[2 * i + r] = pack(first, second);
      }
    }
  }

  __device__ __forceinline__ void scale(const float* since, int row) {
    float factor[2] = {__expf(since[row]) * SCALE, __expf(since[row + 8]) * SCALE};
#pragma unroll
    for (int i = 0; i < 64; i++) {
      o[i] *= factor[(i >> 1) & 1];
    }
  }

  __device__ __forceinline__ void read(int count, int work, const float* sums, int half, int row) {
    const float* since = sums + (work & 1) * CHUNK;
    begin(count, half);
    waitFor(barriers.summed(work & 1), (work >> 1) & 1);
    waitForProducts<1>();
    hold(o);
    release(barriers.empty((count + 1) % TILES));
    scale(since, row);
    waitForProducts<0>();
    hold(scores);
    release(barriers.empty(count % TILES));
    release(barriers.empty((count + 2) % TILES));
    decay(since, row);
    release(barriers.used(work & 1));
    await(count + 3);
    hold(o);
    beginProducts();
#pragma unroll
    for (int i = 0; i < 8; i++) {
      multiply(o, weights + 4 * i, operand(tile(count + 3) + i * 16 * 128, CHUNK * 128), 1);
    }
    endOfProducts();
    waitForProducts<0>();
    hold(o);
    release(barriers.empty((count + 3) % TILES));
  }

  // Norms rows, gates them, and writes those before `rows`, which begin at `to`.
  __device__ __forceinline__ void write(int count, float epsilon, bf16* to, long long stride, int row, int rows) {
    int lane = threadIdx.x & 3;
    float squares[2] = {0.0f, 0.0f};
#pragma unroll
    for (int i = 0; i < 64; i++) {
      o[i] = rounded(o[i]);
      squares[(i >> 1) & 1] += o[i] * o[i];
    }
    await(count + 4);
    unsigned gate = tile(count + 4);
#pragma unroll
    for (int r = 0; r < 2; r++) {
      squares[r] += __shfl_xor_sync(0xffffffffu, squares[r], 1);
      squares[r] += __shfl_xor_sync(0xffffffffu, squares[r], 2);
      float share = rsqrtf(squares[r] / 128.0f + epsilon);
      bf16* line = to + (row + 8 * r) * stride + lane * 8;
#pragma unroll
      for (int first = 0; first < 16; first += 4) {
        unsigned words[4];
#pragma unroll
        for (int i = 0; i < 4; i++) {
          int at = 4 * (first + i) + 2 * r;
          unsigned pair;
          asm volatile("ld.shared.b32 %0, [%1];"
                       : "=r"(pair)
                       : "r"(gate + swizzled(row + 8 * r, first + i, CHUNK) + lane * 4)
                       : "memory");
          words[i] = pack(rounded(silu(low(pair))) * rounded(o[at] * share), rounded(silu(high(pair))) * rounded(o[at + 1] * share));
        }
        uint4 word = gathered(words);
        if (row + 8 * r < rows) {
          store8(line + first * 8, word);
        }
      }
    }
    release(barriers.empty((count + 4) % TILES));
  }
};

extern "C" __global__ void __launch_bounds__(384, 1) retention_group_outputs(
    const __grid_constant__ TensorMap q, const __grid_constant__ TensorMap k, const __grid_constant__ TensorMap v,
    const __grid_constant__ TensorMap gate, const __grid_constant__ TensorMap before, const bf16* decays, long long decayStride,
    float temperature, float epsilon, bf16* out, long long outStride, int length, int heads, int batch) {
  extern __shared__ unsigned char memory[];
  unsigned start = sharedAddress(memory);
  unsigned tiles = (start + 1023) & ~1023u;
  unsigned behind = tiles - start + TILES * TILE_BYTES;
  float* sums = (float*)(memory + behind);
  Barriers barriers = {start + behind + 2 * CHUNK * 4};
  Sizes sizes = {length, heads, batch};
  if (threadIdx.x == 0) {
    for (int tile = 0; tile < TILES; tile++) {
      makeBarrier(barriers.full(tile), 1);
      makeBarrier(barriers.empty(tile), 8);
    }
    for (int place = 0; place < 2; place++) {
      makeBarrier(barriers.summed(place), 1);
      makeBarrier(barriers.used(place), 8);
    }
    showBarriers();
  }
  __syncthreads();
  if (threadIdx.x < 128) {
    giveRegisters<40>();
    if (threadIdx.x == 0) {
      copyAll(barriers, tiles, q, k, v, gate, before, sizes);
    } else if (threadIdx.x >= 32 && threadIdx.x < 64) {
      sumAll(barriers, sums, decays, decayStride, temperature, sizes);
    }
  } else {
    wantRegisters<232>();
    int half = (int)(threadIdx.x >> 7) - 1;
    int row = half * 64 + ((threadIdx.x >> 5) & 3) * 16 + ((threadIdx.x & 31) >> 2);
    Reader reader;
    reader.barriers = barriers;
    reader.tiles = tiles;
    int works = 0;
    for (int index = blockIdx.x; index < sizes.works(); index += gridDim.x, works++) {
      Work work(index, sizes);
      reader.read(works * 5, works, sums, half, row);
      long long first = (long long)work.batch * length + work.chunk * CHUNK;
      reader.write(works * 5, epsilon, out + first * outStride + work.head * 128, outStride, row, length - work.chunk * CHUNK);
    }
  }
}

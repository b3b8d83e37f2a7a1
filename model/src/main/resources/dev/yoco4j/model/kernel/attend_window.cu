// Attention of many queries to the last W positions, the current one included (YOCO, arXiv 2405.05254, section 4.1):
//
//   out_t = softmax(q_t K^T / sqrt(Dh)) V over positions p - W < s <= p, with p = P + t
//
// Compute capability 9.0; Dh = 128. Softmax in float32, its weights rounded to bf16 for the product with V.
//
// q, out: [B, T, H, 128] bf16. oldK, oldV: [B, P, G, 128], positions before the queries; k, v: [B, T, G, 128], the queries' own.
// All but out by tensor maps with boxes of 64 numbers, one head and 128 positions, 128-byte swizzle, and zeros beyond their ends;
// without a past the old maps are not read. out: strides in numbers, from one position to the next and from one sequence to the next.
//
// Grid: any number of blocks. Block: 384 threads, one of which copies and twice 128 multiply. Shared memory: 197,760 bytes, dynamic.
// A block takes 128 queries of a head at a time, and walks back from their own positions 128 keys at a time, so that a tile of keys
// is all old or all new. Copies run ahead of products, also into the next queries. Products with the values of one tile overlap with
// the softmax of the next. Making the two groups of warps take turns at the tensor cores was not faster.

constexpr int TILE = 128;
constexpr unsigned TILE_BYTES = TILE * 256;
constexpr float LOG2E = 1.4426950408889634f;

__device__ __forceinline__ float powerOf2(float x) {
  float y;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

struct Sizes {
  int length;
  int past;
  int window;
  int heads;
  int groups;
  int batch;
};

// 128 queries of a head.
struct Work {
  int batch;
  int head;
  int first;
  int tiles;  // of keys

  __device__ __forceinline__ Work(int index, const Sizes& sizes) {
    int parts = (sizes.length + TILE - 1) / TILE;
    head = index % sizes.heads;
    first = index / sizes.heads % parts * TILE;
    batch = index / sizes.heads / parts;
    int position = sizes.past + first;
    int seen = min(position, sizes.window - 1);
    tiles = (seen + TILE - 1) / TILE + 1;
  }
};

__device__ __forceinline__ int works(const Sizes& sizes) {
  return (sizes.length + TILE - 1) / TILE * sizes.heads * sizes.batch;
}

// Barriers of two places each for queries, keys and values: `full` when copied, `empty` when read.
struct Barriers {
  unsigned base;

  __device__ __forceinline__ unsigned full(int kind, int place) const { return base + (kind * 4 + place) * 8; }
  __device__ __forceinline__ unsigned empty(int kind, int place) const { return base + (kind * 4 + 2 + place) * 8; }
};

constexpr int QUERIES = 0;
constexpr int KEYS = 1;
constexpr int VALUES = 2;

// The copying thread's side.
struct Copier {
  Barriers barriers;
  unsigned tiles;

  // 128 positions of a head.
  __device__ __forceinline__ void copy(
      int kind, int count, const TensorMap& from, int head, int position, int sequence) const {
    int place = count & 1;
    unsigned full = barriers.full(kind, place);
    waitFor(barriers.empty(kind, place), ((count >> 1) & 1) ^ 1);
    copyTile(tiles + (kind * 2 + place) * TILE_BYTES, from, full, head, position, sequence);
  }
};

__device__ __forceinline__ void copyAll(
    const Copier& copier, const TensorMap& q, const TensorMap& oldK, const TensorMap& oldV, const TensorMap& k,
    const TensorMap& v, const Sizes& sizes) {
  int count = 0;
  int queries = 0;
  for (int index = blockIdx.x; index < works(sizes); index += gridDim.x) {
    Work work(index, sizes);
    int group = work.head / (sizes.heads / sizes.groups);
    copier.copy(QUERIES, queries++, q, work.head, work.first, work.batch);
    for (int tile = 0; tile < work.tiles; tile++, count++) {
      int at = work.first - tile * TILE;
      bool isOld = at < 0;
      int position = isOld ? sizes.past + at : at;
      copier.copy(KEYS, count, isOld ? oldK : k, group, position, work.batch);
      copier.copy(VALUES, count, isOld ? oldV : v, group, position, work.batch);
    }
  }
}

// The multiplying threads' side: 64 of the queries.
struct Reader {
  Barriers barriers;
  unsigned tiles;
  float out[64];
  float scores[64];
  unsigned weights[32];
  float top[2];
  float sum[2];

  __device__ __forceinline__ unsigned tile(int kind, int count) const {
    return tiles + (kind * 2 + (count & 1)) * TILE_BYTES;
  }

  __device__ __forceinline__ void await(int kind, int count) const {
    waitFor(barriers.full(kind, count & 1), (count >> 1) & 1);
  }

  __device__ __forceinline__ void release(int kind, int count) const {
    if ((threadIdx.x & 31) == 0) {
      arrive(barriers.empty(kind, count & 1));
    }
  }

  // scores = Q K^T, under way.
  __device__ __forceinline__ void beginScores(int queries, int keys, int half) {
    unsigned q = tile(QUERIES, queries) + half * 64 * 128;
    unsigned k = tile(KEYS, keys);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      unsigned at = (i >> 2) * TILE * 128 + (i & 3) * 32;
      multiply(scores, operand(q + at, 16), operand(k + at, 16), i > 0);
    }
    endOfProducts();
  }

  // out += weights V, under way.
  __device__ __forceinline__ void beginOut(int values, bool sums) {
    unsigned v = tile(VALUES, values);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      multiply(out, weights + 4 * i, operand(v + i * 16 * 128, TILE * 128), sums || i > 0);
    }
    endOfProducts();
  }

  // Hides keys that the rows `row` and `row + 8` of a tile that begins at `from` don't see; both are positions.
  __device__ __forceinline__ void hide(int row, int from, int window) {
    int lane = threadIdx.x & 3;
#pragma unroll
    for (int i = 0; i < 64; i++) {
      int key = from + (i >> 2) * 8 + lane * 2 + (i & 1);
      int position = row + (i & 2) * 4;
      bool seen = key <= position && key > position - window && key >= 0;
      scores[i] = seen ? scores[i] : -__int_as_float(0x7f800000);
    }
  }

  // Scores become weights relative to the greatest so far; factor[r] takes older sums there.
  __device__ __forceinline__ void soften(float factor[2]) {
    constexpr float SCALE = LOG2E * 0.08838834764831845f;  // 1 / sqrt(128)
#pragma unroll
    for (int r = 0; r < 2; r++) {
      float most = top[r];
#pragma unroll
      for (int i = 0; i < 64; i += 4) {
        most = fmaxf(most, fmaxf(scores[i + 2 * r], scores[i + 2 * r + 1]));
      }
      most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, 1));
      most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, 2));
      factor[r] = powerOf2((top[r] - most) * SCALE);
      top[r] = most;
      float scaled = most * SCALE;
      float added = 0.0f;
#pragma unroll
      for (int i = 0; i < 64; i += 4) {
        float first = powerOf2(fmaf(scores[i + 2 * r], SCALE, -scaled));
        float second = powerOf2(fmaf(scores[i + 2 * r + 1], SCALE, -scaled));
        scores[i + 2 * r] = first;
        scores[i + 2 * r + 1] = second;
        added += first + second;
      }
      sum[r] = sum[r] * factor[r] + added;
    }
  }

  __device__ __forceinline__ void roundWeights() {
#pragma unroll
    for (int i = 0; i < 32; i++) {
      weights[i] = pack(scores[2 * i], scores[2 * i + 1]);
    }
  }

  __device__ __forceinline__ void scaleOut(const float factor[2]) {
#pragma unroll
    for (int i = 0; i < 64; i++) {
      out[i] *= factor[(i >> 1) & 1];
    }
  }

  __device__ __forceinline__ void read(const Work& work, const Sizes& sizes, int queries, int count, int half) {
    int row = sizes.past + work.first + half * 64 + ((threadIdx.x >> 5) & 3) * 16 + ((threadIdx.x & 31) >> 2);
    int lowest = sizes.past + work.first + half * 64;
    top[0] = top[1] = -3.0e38f;
    sum[0] = sum[1] = 0.0f;
    float factor[2];
    auto hideFrom = [&](int tile) {
      int from = sizes.past + work.first - tile * TILE;
      if (from + TILE - 1 > lowest || from <= lowest + 63 - sizes.window || from < 0) {
        hide(row, from, sizes.window);
      }
    };
    await(QUERIES, queries);
    await(KEYS, count);
    hold(scores);
    beginProducts();
    beginScores(queries, count, half);
    waitForProducts<0>();
    hold(scores);
    release(KEYS, count);
    hideFrom(0);
    soften(factor);
    roundWeights();
    for (int tile = 1; tile < work.tiles; tile++) {
      await(KEYS, count + tile);
      hold(scores);
      hold(out);
      beginProducts();
      beginScores(queries, count + tile, half);
      await(VALUES, count + tile - 1);
      beginOut(count + tile - 1, tile > 1);
      waitForProducts<1>();
      hold(scores);
      release(KEYS, count + tile);
      hideFrom(tile);
      soften(factor);
      waitForProducts<0>();
      hold(out);
      release(VALUES, count + tile - 1);
      scaleOut(factor);
      roundWeights();
    }
    release(QUERIES, queries);
    int last = count + work.tiles - 1;
    await(VALUES, last);
    hold(out);
    beginProducts();
    beginOut(last, work.tiles > 1);
    waitForProducts<0>();
    hold(out);
    release(VALUES, last);
  }

  __device__ __forceinline__ void write(bf16* to, long long position, int rows) const {
    int lane = threadIdx.x & 31;
    int row = ((threadIdx.x >> 5) & 3) * 16 + (lane >> 2);
#pragma unroll
    for (int r = 0; r < 2; r++) {
      float all = sum[r];
      all += __shfl_xor_sync(0xffffffffu, all, 1);
      all += __shfl_xor_sync(0xffffffffu, all, 2);
      float share = __fdividef(1.0f, all);
      bf16* line = to + (row + 8 * r) * position + (lane & 3) * 8;
#pragma unroll
      for (int first = 0; first < 16; first += 4) {
        unsigned words[4];
#pragma unroll
        for (int i = 0; i < 4; i++) {
          int at = 4 * (first + i) + 2 * r;
          words[i] = pack(out[at] * share, out[at + 1] * share);
        }
        uint4 word = gathered(words);
        if (row + 8 * r < rows) {
          store8(line + first * 8, word);
        }
      }
    }
  }
};

extern "C" __global__ void __launch_bounds__(384, 1) attend_window(
    const __grid_constant__ TensorMap q, const __grid_constant__ TensorMap oldK, const __grid_constant__ TensorMap oldV,
    const __grid_constant__ TensorMap k, const __grid_constant__ TensorMap v, bf16* out, long long outPosition,
    long long outSequence, int length, int past, int window, int heads, int groups, int batch) {
  extern __shared__ unsigned char memory[];
  unsigned tiles = (sharedAddress(memory) + 1023) & ~1023u;
  Barriers barriers = {tiles + 6 * TILE_BYTES};
  Sizes sizes = {length, past, window, heads, groups, batch};
  if (threadIdx.x == 0) {
    for (int kind = 0; kind < 3; kind++) {
      for (int place = 0; place < 2; place++) {
        makeBarrier(barriers.full(kind, place), 1);
        makeBarrier(barriers.empty(kind, place), 8);
      }
    }
    showBarriers();
  }
  __syncthreads();
  if (threadIdx.x < 128) {
    giveRegisters<24>();
    if (threadIdx.x == 0) {
      copyAll({barriers, tiles}, q, oldK, oldV, k, v, sizes);
    }
  } else {
    wantRegisters<240>();
    int half = (int)(threadIdx.x >> 7) - 1;
    Reader reader;
    reader.barriers = barriers;
    reader.tiles = tiles;
    int count = 0;
    int queries = 0;
    for (int index = blockIdx.x; index < works(sizes); index += gridDim.x) {
      Work work(index, sizes);
      reader.read(work, sizes, queries++, count, half);
      count += work.tiles;
      int first = work.first + half * 64;
      reader.write(
          out + work.batch * outSequence + first * outPosition + work.head * 128, outPosition, length - first);
    }
  }
}

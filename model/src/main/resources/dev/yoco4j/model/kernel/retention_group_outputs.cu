// What gated retention reads at each position of a prompt, normed per head and gated, as retention_chunk_outputs computes it:
//
//   o = ((q k^T / sqrt(Dk)) * D) v + exp(g_1 + .. + g_i) q before / sqrt(Dk),   out = silu(gate) * norm(o)
//   D_ij = exp(g_{j+1} + .. + g_i) for i >= j, else 0
//
// YOCO (arXiv 2405.05254) section 4.2, equation 7 with D the right way round. Compute capability 9.0; Dk = Dv = 128.
//
// q, k (not turned), v, gate: [B, T, H, 128] bf16, before: [B H, 128 N, 1, 128] bf16, N = ceil(T / (128 span)), by tensor maps with
// boxes of 64 numbers, one head and 128 positions, 128-byte swizzle, and zeros beyond their ends. phases: [R, T, 64] as in phases.cu,
// phaseStride: numbers from one sequence's to the next. out: B * T rows of H * 128, stride in numbers. decays: B * T rows of H logits.
// Rounded to bf16: turned q and k, q k^T * D, o, the norm, silu(gate), out, and the state where it is read.
//
// Grid: any number of blocks. Block: 512 threads: one copies, a warp sums decays, 128 turn q and k, and twice 128 multiply, 64
// positions each. Shared memory: 232,192 bytes, dynamic. A block takes a group of `span` chunks of a head at a time and carries the
// state from one to the next in float32, 64 rows of it in each 128 threads; copies of what comes next are under way meanwhile.

constexpr int TILES = 6;  // of shared memory, taken in turn; one more has the state as it is read
constexpr unsigned TILE_BYTES = CHUNK * 256;
constexpr float LOG2_SCALE = -3.5f;  // log2(1 / sqrt(128))

// Places in shared memory that chunks take in turn have two barriers each.
struct Barriers {
  unsigned base;

  __device__ __forceinline__ unsigned full(int tile) const { return base + tile * 8; }
  __device__ __forceinline__ unsigned empty(int tile) const { return base + (TILES + tile) * 8; }
  __device__ __forceinline__ unsigned summed(int place) const { return base + (2 * TILES + place) * 8; }
  __device__ __forceinline__ unsigned used(int place) const { return base + (2 * TILES + 2 + place) * 8; }
  __device__ __forceinline__ unsigned turned(int place) const { return base + (2 * TILES + 4 + place) * 8; }

  __device__ __forceinline__ void await(int count) const { waitFor(full(count % TILES), (count / TILES) & 1); }
};

// By a warp whose lanes are all through.
__device__ __forceinline__ void arriveByWarp(unsigned barrier) {
  __syncwarp();
  if ((threadIdx.x & 31) == 0) {
    arrive(barrier);
  }
}

struct Sizes {
  int length;
  int heads;
  int batch;
  int span;

  __device__ __forceinline__ int chunks() const { return (length + CHUNK - 1) / CHUNK; }
  __device__ __forceinline__ int groups() const { return (chunks() + span - 1) / span; }
  __device__ __forceinline__ int works() const { return groups() * heads * batch; }
};

// A group of chunks of a head.
struct Work {
  int head;
  int group;
  int batch;
  int first;  // position
  int chunks;

  __device__ __forceinline__ Work(int index, const Sizes& sizes) {
    head = index % sizes.heads;
    group = index / sizes.heads % sizes.groups();
    batch = index / sizes.heads / sizes.groups();
    first = group * sizes.span * CHUNK;
    chunks = min(sizes.span, sizes.chunks() - group * sizes.span);
  }
};

// Runs `each(work, position, tile, chunk)` for the chunks of this block: tile is the number of its first tile (q; then k, v and gate),
// chunk its own number. A group has a tile in front of its first chunk: the state before it, which `begin(work, tile)` is told of.
template <typename Begin, typename Each>
__device__ __forceinline__ void forChunks(const Sizes& sizes, Begin begin, Each each) {
  int tile = 0;
  int chunk = 0;
  for (int index = blockIdx.x; index < sizes.works(); index += gridDim.x) {
    Work work(index, sizes);
    begin(work, tile++);
    for (int i = 0; i < work.chunks; i++, tile += 4, chunk++) {
      each(work, work.first + i * CHUNK, tile, chunk);
    }
  }
}

__device__ __forceinline__ void copyAll(
    const Barriers& barriers, unsigned tiles, const TensorMap& q, const TensorMap& k, const TensorMap& v, const TensorMap& gate,
    const TensorMap& before, const Sizes& sizes) {
  auto copy = [&](int count, const TensorMap& from, int head, int position, int sequence) {
    int tile = count % TILES;
    waitFor(barriers.empty(tile), ((count / TILES) & 1) ^ 1);
    copyTile(tiles + tile * TILE_BYTES, from, barriers.full(tile), head, position, sequence);
  };
  forChunks(
      sizes,
      [&](const Work& work, int tile) { copy(tile, before, 0, work.group * CHUNK, work.batch * sizes.heads + work.head); },
      [&](const Work& work, int position, int tile, int) {
        copy(tile, q, work.head, position, work.batch);
        copy(tile + 1, k, work.head, position, work.batch);
        copy(tile + 2, v, work.head, position, work.batch);
        copy(tile + 3, gate, work.head, position, work.batch);
      });
}

// sums[i] = (g_0 + .. + g_i) log2(e) and weights[i] = exp(g_{i+1} + .. + g_last) of each chunk, by a warp whose lanes have four
// positions each.
__device__ __forceinline__ void sumAll(
    const Barriers& barriers, float* sums, bf16* weights, const bf16* decays, long long stride, float temperature,
    const Sizes& sizes) {
  int lane = threadIdx.x & 31;
  forChunks(
      sizes, [](const Work&, int) {},
      [&](const Work& work, int position, int, int chunk) {
        long long row = (long long)work.batch * sizes.length + position;
        float own[4];
        float whole = sumDecaysByWarp(decays + row * stride + work.head, stride, sizes.length - position, temperature, own);
#pragma unroll
        for (int i = 0; i < 4; i++) {
          own[i] *= LOG2_E;
        }
        whole *= LOG2_E;
        int place = chunk & 1;
        waitFor(barriers.used(place), ((chunk >> 1) & 1) ^ 1);
        *(float4*)(sums + place * CHUNK + lane * 4) = make_float4(own[0], own[1], own[2], own[3]);
        *(uint2*)(weights + place * CHUNK + lane * 4) =
            make_uint2(
                pack(powerOfTwo(whole - own[0]), powerOfTwo(whole - own[1])),
                pack(powerOfTwo(whole - own[2]), powerOfTwo(whole - own[3])));
        arriveByWarp(barriers.summed(place));
      });
}

// Turns queries and keys where they lie, by four warps. A thread has a pair of units of every sixteenth row. The loop is not unrolled:
// the code of all roles together has to stay in the cache of instructions.
__device__ __forceinline__ void turnAll(
    const Barriers& barriers, unsigned tiles, const unsigned* phases, long long phaseStride, int halves, const Sizes& sizes) {
  int unit = threadIdx.x & 7;
  int row = (threadIdx.x >> 3) & 15;
  unsigned one = swizzled(row, unit, CHUNK);
  unsigned two = swizzled(row, unit + 8, CHUNK);
  forChunks(
      sizes, [](const Work&, int) {},
      [&](const Work& work, int position, int tile, int chunk) {
        const unsigned* table = phases + work.batch * phaseStride + (long long)position * 64;
        int last = sizes.length - position - 1;
        Turn next;
        next.read(table + min(row, last) * 64, unit, halves);
        barriers.await(tile);
        barriers.await(tile + 1);
        unsigned q = tiles + tile % TILES * TILE_BYTES;
        unsigned k = tiles + (tile + 1) % TILES * TILE_BYTES;
#pragma unroll 1
        for (int from = 0; from < CHUNK; from += 16) {
          Turn now = next;
          next.read(table + min(row + from + 16, last) * 64, unit, halves);
          now.apply(q + from * 128 + one, q + from * 128 + two, halves);
          now.apply(k + from * 128 + one, k + from * 128 + two, halves);
        }
        showToProducts();
        arriveByWarp(barriers.turned(chunk & 1));
      });
}

// The 256 threads that multiply.
__device__ __forceinline__ void meet() { asm volatile("bar.sync 1, 256;" ::: "memory"); }

// 64 positions of a chunk, and 64 rows of the state. row: the first of this thread's two, of both.
struct Reader {
  Barriers barriers;
  unsigned tiles;
  const float* sums;
  const bf16* weights;
  int half;
  int row;
  float o[64];
  float scores[64];
  float state[64];
  unsigned earlier[32];  // weights of earlier positions
  unsigned keys[32];     // weighted, transposed

  __device__ __forceinline__ unsigned tile(int count) const { return tiles + count % TILES * TILE_BYTES; }

  __device__ __forceinline__ void release(int count) const { arriveByWarp(barriers.empty(count % TILES)); }

  // The address of two numbers of the state in a tile.
  __device__ __forceinline__ unsigned pairOf(unsigned tile, int i, int r) const {
    return tile + swizzled(row + 8 * r, i, CHUNK) + (threadIdx.x & 3) * 4;
  }

  __device__ __forceinline__ void readState(unsigned from) {
#pragma unroll
    for (int i = 0; i < 16; i++) {
#pragma unroll
      for (int r = 0; r < 2; r++) {
        unsigned pair = readPair(pairOf(from, i, r));
        state[4 * i + 2 * r] = low(pair);
        state[4 * i + 2 * r + 1] = high(pair);
      }
    }
  }

  // Once everybody has read the state before.
  __device__ __forceinline__ void writeState(unsigned to) const {
    meet();
#pragma unroll
    for (int i = 0; i < 16; i++) {
#pragma unroll
      for (int r = 0; r < 2; r++) {
        writePair(pairOf(to, i, r), pack(state[4 * i + 2 * r], state[4 * i + 2 * r + 1]));
      }
    }
    showToProducts();
    meet();
  }

  // o = q before and scores = q k^T, under way.
  __device__ __forceinline__ void begin(int count, int chunk, unsigned before) {
    unsigned q = tile(count) + half * 64 * 128;
    unsigned k = tile(count + 1);
    hold(o);
    hold(scores);
    waitFor(barriers.turned(chunk & 1), (chunk >> 1) & 1);
    beginProducts();
#pragma unroll
    for (int i = 0; i < 8; i++) {
      unsigned at = (i >> 2) * CHUNK * 128 + (i & 3) * 32;
      multiplyTransposed(o, operand(q + at, 16), operand(before + i * 16 * 128, CHUNK * 128), i > 0);
    }
    endOfProducts();
#pragma unroll
    for (int i = 0; i < 8; i++) {
      unsigned at = (i >> 2) * CHUNK * 128 + (i & 3) * 32;
      multiply(scores, operand(q + at, 16), operand(k + at, 16), i > 0);
    }
    endOfProducts();
  }

  // Scores become decayed weights of earlier positions. The upper half of a chunk reads none of the lower.
  __device__ __forceinline__ void decay(const float* since) {
    int lane = threadIdx.x & 3;
    float rows[2] = {since[row] + LOG2_SCALE, since[row + 8] + LOG2_SCALE};
    const float2* keys = (const float2*)since + lane;
#pragma unroll
    for (int i = 0; i < 16; i++) {
      int ahead = i * 8 + lane * 2 - row;  // of the first row
      if (i < 8 || half == 1) {
        float2 key = keys[i * 4];
#pragma unroll
        for (int r = 0; r < 2; r++) {
          float first = scores[4 * i + 2 * r] * powerOfTwo(rows[r] - key.x);
          float second = scores[4 * i + 2 * r + 1] * powerOfTwo(rows[r] - key.y);
          earlier[2 * i + r] = pack(ahead <= 8 * r ? first : 0.0f, ahead < 8 * r ? second : 0.0f);
        }
      } else {
        earlier[2 * i] = 0;
        earlier[2 * i + 1] = 0;
      }
    }
  }

  __device__ __forceinline__ void scale(const float* since) {
    float factor[2] = {powerOfTwo(since[row] + LOG2_SCALE), powerOfTwo(since[row + 8] + LOG2_SCALE)};
#pragma unroll
    for (int i = 0; i < 64; i++) {
      o[i] *= factor[(i >> 1) & 1];
    }
  }

  // This warp's 16 columns of the keys become rows, weighted by what decays until the chunk's end.
  __device__ __forceinline__ void weigh(unsigned from, const bf16* untilEnd) {
    int lane = threadIdx.x & 31;
    int matrix = lane >> 3;
    int unit = half * 8 + ((threadIdx.x >> 5) & 3) * 2 + (matrix & 1);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      load4Transposed(keys + 4 * i, from + swizzled(i * 16 + (matrix >> 1) * 8 + (lane & 7), unit, CHUNK));
    }
    const unsigned* pairs = (const unsigned*)untilEnd + (lane & 3);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      unsigned early = pairs[i * 8];
      unsigned late = pairs[i * 8 + 4];
      keys[4 * i] = product(keys[4 * i], early);
      keys[4 * i + 1] = product(keys[4 * i + 1], early);
      keys[4 * i + 2] = product(keys[4 * i + 2], late);
      keys[4 * i + 3] = product(keys[4 * i + 3], late);
    }
  }

  // Reads with the state `before`, which is a tile to release for a group's first chunk.
  __device__ __forceinline__ void read(int count, int chunk, unsigned before, bool isFirst) {
    int place = chunk & 1;
    const float* since = sums + place * CHUNK;
    begin(count, chunk, before);
    waitFor(barriers.summed(place), (chunk >> 1) & 1);
    waitForProducts<1>();
    hold(o);
    if (isFirst) {
      release(count - 1);
    }
    scale(since);
    waitForProducts<0>();
    hold(scores);
    release(count);
    decay(since);
    barriers.await(count + 2);
    hold(o);
    beginProducts();
#pragma unroll
    for (int i = 0; i < 8; i++) {
      multiply(o, earlier + 4 * i, operand(tile(count + 2) + i * 16 * 128, CHUNK * 128), 1);
    }
    endOfProducts();
    waitForProducts<0>();
    hold(o);
  }

  // What the state becomes behind the chunk.
  __device__ __forceinline__ void carry(int count, int chunk) {
    int place = chunk & 1;
    weigh(tile(count + 1), weights + place * CHUNK);
    float whole = powerOfTwo(sums[place * CHUNK + CHUNK - 1]);
#pragma unroll
    for (int i = 0; i < 64; i++) {
      state[i] *= whole;
    }
    release(count + 1);
    arriveByWarp(barriers.used(place));
    hold(state);
    beginProducts();
#pragma unroll
    for (int i = 0; i < 8; i++) {
      multiply(state, keys + 4 * i, operand(tile(count + 2) + i * 16 * 128, CHUNK * 128), 1);
    }
    endOfProducts();
    waitForProducts<0>();
    hold(state);
    release(count + 2);
  }

  // Norms rows, gates them, and writes those before `rows`, which begin at `to`.
  __device__ __forceinline__ void write(int count, float epsilon, bf16* to, long long stride, int rows) {
    int lane = threadIdx.x & 3;
    float squares[2] = {0.0f, 0.0f};
#pragma unroll
    for (int i = 0; i < 64; i++) {
      o[i] = rounded(o[i]);
      squares[(i >> 1) & 1] += o[i] * o[i];
    }
    barriers.await(count + 3);
    unsigned gate = tile(count + 3);
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
          unsigned pair = readPair(pairOf(gate, first + i, r));
          words[i] = pack(rounded(silu(low(pair))) * rounded(o[at] * share), rounded(silu(high(pair))) * rounded(o[at + 1] * share));
        }
        uint4 word = gathered(words);
        if (row + 8 * r < rows) {
          store8(line + first * 8, word);
        }
      }
    }
    release(count + 3);
  }
};

extern "C" __global__ void __launch_bounds__(512, 1) retention_group_outputs(
    const __grid_constant__ TensorMap q, const __grid_constant__ TensorMap k, const __grid_constant__ TensorMap v,
    const __grid_constant__ TensorMap gate, const __grid_constant__ TensorMap before, const bf16* decays, long long decayStride,
    float temperature, const unsigned* phases, long long phaseStride, int halves, float epsilon, bf16* out, long long outStride,
    int length, int heads, int batch, int span) {
  extern __shared__ unsigned char memory[];
  unsigned start = sharedAddress(memory);
  unsigned tiles = (start + 1023) & ~1023u;
  unsigned states = tiles + TILES * TILE_BYTES;
  unsigned behind = states - start + TILE_BYTES;
  float* sums = (float*)(memory + behind);
  bf16* weights = (bf16*)(sums + 2 * CHUNK);
  Barriers barriers = {start + behind + 2 * CHUNK * 6};
  Sizes sizes = {length, heads, batch, span};
  if (threadIdx.x == 0) {
    for (int tile = 0; tile < TILES; tile++) {
      makeBarrier(barriers.full(tile), 1);
      makeBarrier(barriers.empty(tile), 8);
    }
    for (int place = 0; place < 2; place++) {
      makeBarrier(barriers.summed(place), 1);
      makeBarrier(barriers.used(place), 8);
      makeBarrier(barriers.turned(place), 4);
    }
    showBarriers();
  }
  __syncthreads();
  if (threadIdx.x < 128) {
    giveRegisters<40>();
    if (threadIdx.x == 0) {
      copyAll(barriers, tiles, q, k, v, gate, before, sizes);
    } else if (threadIdx.x >= 32 && threadIdx.x < 64) {
      sumAll(barriers, sums, weights, decays, decayStride, temperature, sizes);
    }
  } else if (threadIdx.x < 256) {
    giveRegisters<56>();
    turnAll(barriers, tiles, phases, phaseStride, halves, sizes);
  } else {
    wantRegisters<208>();
    Reader reader;
    reader.barriers = barriers;
    reader.tiles = tiles;
    reader.sums = sums;
    reader.weights = weights;
    reader.half = (int)(threadIdx.x >> 7) - 2;
    reader.row = reader.half * 64 + ((threadIdx.x >> 5) & 3) * 16 + ((threadIdx.x & 31) >> 2);
    forChunks(
        sizes,
        [&](const Work&, int tile) {
          barriers.await(tile);
          reader.readState(reader.tile(tile));
        },
        [&](const Work& work, int position, int tile, int chunk) {
          bool isFirst = position == work.first;
          reader.read(tile, chunk, isFirst ? reader.tile(tile - 1) : states, isFirst);
          long long row = (long long)work.batch * length + position;
          reader.write(tile, epsilon, out + row * outStride + work.head * 128, outStride, length - position);
          reader.carry(tile, chunk);
          if (position + CHUNK < min(work.first + work.chunks * CHUNK, length)) {
            reader.writeState(states);
          }
        });
  }
}

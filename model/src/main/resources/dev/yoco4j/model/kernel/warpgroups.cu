// Tensor core products by groups of four warps (compute capability 9.0), their operands in swizzled shared memory.
//
// A tile there has rows of 128 numbers in two halves of 64, one behind the other; within a half a row has 128 bytes, and unit u of
// 16 bytes of row r lies at u ^ (r & 7). Tiles begin at multiples of 1,024 bytes.
//
// C [64, 128] of a group, 64 numbers a thread: with lane = 4 g + t of warp w, c[4 i + 0..1] = C[16 w + g, 8 i + 2 t..] and
// c[4 i + 2..3] = C[16 w + g + 8, 8 i + 2 t..]. A [64, 16] from registers: a[0] = A[16 w + g, 2 t..], a[1] = A[16 w + g + 8, 2 t..],
// a[2] and a[3] the same 8 columns further.

// Bytes from a tile's start to unit `unit` of 16 in row `row`, in a tile of `rows` rows.
__device__ __forceinline__ unsigned swizzled(int row, int unit, int rows) {
  return (unsigned)((unit >> 3) * rows * 128 + row * 128 + (((unit & 7) ^ (row & 7)) << 4));
}

// What a product is told of an operand in shared memory: where it begins, the bytes to the next 64 of its outer dimension (read
// only where that is not the rows), and the 1,024 bytes from eight rows to the next eight.
__device__ __forceinline__ unsigned long long operand(unsigned address, unsigned apart) {
  return (unsigned long long)((address & 0x3ffffu) >> 4) | ((unsigned long long)(apart >> 4) << 16) | (64ull << 32) | (1ull << 62);
}

__device__ __forceinline__ void beginProducts() { asm volatile("wgmma.fence.sync.aligned;" ::: "memory"); }

__device__ __forceinline__ void endOfProducts() { asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory"); }

// Waits until at most `OPEN` ended groups of products are under way.
template <int OPEN>
__device__ __forceinline__ void waitForProducts() {
  asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(OPEN) : "memory");
}

// Keeps the compiler from touching numbers that products under way read or write.
template <int COUNT>
__device__ __forceinline__ void hold(float (&c)[COUNT]) {
#pragma unroll
  for (int i = 0; i < COUNT; i++) {
    asm volatile("" : "+f"(c[i])::"memory");
  }
}

// C = A B^T + (`sums` ? C : 0) for 16 columns of A [64, 16] and B [128, 16], both with their columns together.
__device__ __forceinline__ void multiply(float (&c)[64], unsigned long long a, unsigned long long b, int sums) {
  asm volatile(
      "{\n.reg .pred p;\nsetp.ne.b32 p, %66, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n128k16.f32.bf16.bf16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, "
      "%8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, "
      "%24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, "
      "%40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, "
      "%56, %57, %58, %59, %60, %61, %62, %63"
      "}, %64, %65, p, 1, 1, 0, 0;\n}"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3]),
      "+f"(c[4]), "+f"(c[5]), "+f"(c[6]), "+f"(c[7]),
      "+f"(c[8]), "+f"(c[9]), "+f"(c[10]), "+f"(c[11]),
      "+f"(c[12]), "+f"(c[13]), "+f"(c[14]), "+f"(c[15]),
      "+f"(c[16]), "+f"(c[17]), "+f"(c[18]), "+f"(c[19]),
      "+f"(c[20]), "+f"(c[21]), "+f"(c[22]), "+f"(c[23]),
      "+f"(c[24]), "+f"(c[25]), "+f"(c[26]), "+f"(c[27]),
      "+f"(c[28]), "+f"(c[29]), "+f"(c[30]), "+f"(c[31]),
      "+f"(c[32]), "+f"(c[33]), "+f"(c[34]), "+f"(c[35]),
      "+f"(c[36]), "+f"(c[37]), "+f"(c[38]), "+f"(c[39]),
      "+f"(c[40]), "+f"(c[41]), "+f"(c[42]), "+f"(c[43]),
      "+f"(c[44]), "+f"(c[45]), "+f"(c[46]), "+f"(c[47]),
      "+f"(c[48]), "+f"(c[49]), "+f"(c[50]), "+f"(c[51]),
      "+f"(c[52]), "+f"(c[53]), "+f"(c[54]), "+f"(c[55]),
      "+f"(c[56]), "+f"(c[57]), "+f"(c[58]), "+f"(c[59]),
      "+f"(c[60]), "+f"(c[61]), "+f"(c[62]), "+f"(c[63])
      : "l"(a), "l"(b), "r"(sums));
}

// C = A B + (`sums` ? C : 0) for 16 columns of A [64, 16] with its columns together and B [16, 128] with its rows together.
__device__ __forceinline__ void multiplyTransposed(float (&c)[64], unsigned long long a, unsigned long long b, int sums) {
  asm volatile(
      "{\n.reg .pred p;\nsetp.ne.b32 p, %66, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n128k16.f32.bf16.bf16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, "
      "%8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, "
      "%24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, "
      "%40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, "
      "%56, %57, %58, %59, %60, %61, %62, %63"
      "}, %64, %65, p, 1, 1, 0, 1;\n}"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3]),
      "+f"(c[4]), "+f"(c[5]), "+f"(c[6]), "+f"(c[7]),
      "+f"(c[8]), "+f"(c[9]), "+f"(c[10]), "+f"(c[11]),
      "+f"(c[12]), "+f"(c[13]), "+f"(c[14]), "+f"(c[15]),
      "+f"(c[16]), "+f"(c[17]), "+f"(c[18]), "+f"(c[19]),
      "+f"(c[20]), "+f"(c[21]), "+f"(c[22]), "+f"(c[23]),
      "+f"(c[24]), "+f"(c[25]), "+f"(c[26]), "+f"(c[27]),
      "+f"(c[28]), "+f"(c[29]), "+f"(c[30]), "+f"(c[31]),
      "+f"(c[32]), "+f"(c[33]), "+f"(c[34]), "+f"(c[35]),
      "+f"(c[36]), "+f"(c[37]), "+f"(c[38]), "+f"(c[39]),
      "+f"(c[40]), "+f"(c[41]), "+f"(c[42]), "+f"(c[43]),
      "+f"(c[44]), "+f"(c[45]), "+f"(c[46]), "+f"(c[47]),
      "+f"(c[48]), "+f"(c[49]), "+f"(c[50]), "+f"(c[51]),
      "+f"(c[52]), "+f"(c[53]), "+f"(c[54]), "+f"(c[55]),
      "+f"(c[56]), "+f"(c[57]), "+f"(c[58]), "+f"(c[59]),
      "+f"(c[60]), "+f"(c[61]), "+f"(c[62]), "+f"(c[63])
      : "l"(a), "l"(b), "r"(sums));
}

// C = A B + (`sums` ? C : 0) for A [64, 16] from registers and B [16, 128] with its rows together.
__device__ __forceinline__ void multiply(float (&c)[64], const unsigned* a, unsigned long long b, int sums) {
  asm volatile(
      "{\n.reg .pred p;\nsetp.ne.b32 p, %69, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n128k16.f32.bf16.bf16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, "
      "%8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, "
      "%24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, "
      "%40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, "
      "%56, %57, %58, %59, %60, %61, %62, %63"
      "}, {%64, %65, %66, %67}, %68, p, 1, 1, 1;\n}"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3]),
      "+f"(c[4]), "+f"(c[5]), "+f"(c[6]), "+f"(c[7]),
      "+f"(c[8]), "+f"(c[9]), "+f"(c[10]), "+f"(c[11]),
      "+f"(c[12]), "+f"(c[13]), "+f"(c[14]), "+f"(c[15]),
      "+f"(c[16]), "+f"(c[17]), "+f"(c[18]), "+f"(c[19]),
      "+f"(c[20]), "+f"(c[21]), "+f"(c[22]), "+f"(c[23]),
      "+f"(c[24]), "+f"(c[25]), "+f"(c[26]), "+f"(c[27]),
      "+f"(c[28]), "+f"(c[29]), "+f"(c[30]), "+f"(c[31]),
      "+f"(c[32]), "+f"(c[33]), "+f"(c[34]), "+f"(c[35]),
      "+f"(c[36]), "+f"(c[37]), "+f"(c[38]), "+f"(c[39]),
      "+f"(c[40]), "+f"(c[41]), "+f"(c[42]), "+f"(c[43]),
      "+f"(c[44]), "+f"(c[45]), "+f"(c[46]), "+f"(c[47]),
      "+f"(c[48]), "+f"(c[49]), "+f"(c[50]), "+f"(c[51]),
      "+f"(c[52]), "+f"(c[53]), "+f"(c[54]), "+f"(c[55]),
      "+f"(c[56]), "+f"(c[57]), "+f"(c[58]), "+f"(c[59]),
      "+f"(c[60]), "+f"(c[61]), "+f"(c[62]), "+f"(c[63])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(sums));
}

// Barriers in shared memory, whose phases end when all of a count have arrived.
__device__ __forceinline__ void makeBarrier(unsigned barrier, int count) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(barrier), "r"(count) : "memory");
}

__device__ __forceinline__ void arrive(unsigned barrier) {
  asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(barrier) : "memory");
}

// Whether the phase of a parity has ended.
__device__ __forceinline__ bool ended(unsigned barrier, int parity) {
  unsigned done;
  asm volatile(
      "{\n.reg .pred p;\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\nselp.b32 %0, 1, 0, p;\n}"
      : "=r"(done)
      : "r"(barrier), "r"(parity)
      : "memory");
  return done != 0;
}

__device__ __forceinline__ void waitFor(unsigned barrier, int parity) {
  while (!ended(barrier, parity)) {
  }
}

// Barriers made by this thread are seen by copies of boxes.
__device__ __forceinline__ void showBarriers() { asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory"); }

// Arrives, and lets the phase end only after copies of so many bytes.
__device__ __forceinline__ void expectBytes(unsigned barrier, int bytes) {
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes) : "memory");
}

// Copies a box of a tensor of four dimensions, whose map says how large it is; counted by a barrier.
__device__ __forceinline__ void copyBox(unsigned to, const void* map, unsigned barrier, int x, int y, int z, int w) {
  asm volatile(
      "cp.async.bulk.tensor.4d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%3, %4, %5, %6}], [%2];" ::"r"(to),
      "l"(map), "r"(barrier), "r"(x), "r"(y), "r"(z), "r"(w)
      : "memory");
}

struct alignas(64) TensorMap {
  unsigned long long opaque[16];
};

// 128 positions of a head, 128 numbers wide, into a tile; `full` is told when they are there.
__device__ __forceinline__ void copyTile(
    unsigned to, const TensorMap& from, unsigned full, int head, int position, int sequence) {
  expectBytes(full, 128 * 256);
#pragma unroll
  for (int half = 0; half < 2; half++) {
    copyBox(to + half * 128 * 128, &from, full, half * 64, head, position, sequence);
  }
}

// Exchanges words of four lanes: lane t gets word t of each of them, in the order of the lanes.
__device__ __forceinline__ void exchange(unsigned& kept, unsigned& given, int bit) {
  bool isUpper = threadIdx.x & bit;
  unsigned other = __shfl_xor_sync(0xffffffffu, isUpper ? kept : given, bit);
  if (isUpper) {
    kept = other;
  } else {
    given = other;
  }
}

__device__ __forceinline__ uint4 gathered(unsigned w[4]) {
  exchange(w[0], w[1], 1);
  exchange(w[2], w[3], 1);
  exchange(w[0], w[2], 2);
  exchange(w[1], w[3], 2);
  return make_uint4(w[0], w[1], w[2], w[3]);
}

// What this thread wrote to shared memory is seen by products that begin later.
__device__ __forceinline__ void showToProducts() { asm volatile("fence.proxy.async.shared::cta;" ::: "memory"); }

template <int COUNT>
__device__ __forceinline__ void wantRegisters() {
  asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(COUNT));
}

template <int COUNT>
__device__ __forceinline__ void giveRegisters() {
  asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(COUNT));
}

// Tensor core products of bf16 with float32 sums, and the shared memory that feeds them.
//
// A tile in shared memory has rows of `WIDTH` numbers in units of 16 bytes; unit u of row r lies at u ^ (r & 7), so that
// eight rows of one column lie in different banks.
//
// In a warp, lane = 4 g + t. The product is C[16, 8] += A[16, 16] B[16, 8]:
//   a[0] = A[g, 2t..], a[1] = A[g + 8, 2t..], a[2] = A[g, 8 + 2t..], a[3] = A[g + 8, 8 + 2t..]
//   b[0] = B[2t.., g], b[1] = B[8 + 2t.., g];  c[0..1] = C[g, 2t..], c[2..3] = C[g + 8, 2t..]

__device__ __forceinline__ void multiply(float c[4], const unsigned a[4], unsigned b0, unsigned b1) {
  asm(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// Four 8 x 8 matrices; lane l gives the address of row l % 8 of matrix l / 8.
__device__ __forceinline__ void load4(unsigned r[4], unsigned address) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(address)
               : "memory");
}

__device__ __forceinline__ void load4Transposed(unsigned r[4], unsigned address) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(address)
               : "memory");
}

__device__ __forceinline__ unsigned sharedAddress(const void* pointer) {
  return (unsigned)__cvta_generic_to_shared(pointer);
}

__device__ __forceinline__ uint4 readUnit(unsigned address) {
  uint4 unit;
  asm volatile("ld.shared.v4.b32 {%0, %1, %2, %3}, [%4];"
               : "=r"(unit.x), "=r"(unit.y), "=r"(unit.z), "=r"(unit.w)
               : "r"(address)
               : "memory");
  return unit;
}

__device__ __forceinline__ void writeUnit(unsigned address, uint4 unit) {
  asm volatile("st.shared.v4.b32 [%0], {%1, %2, %3, %4};" ::"r"(address), "r"(unit.x), "r"(unit.y), "r"(unit.z), "r"(unit.w)
               : "memory");
}

__device__ __forceinline__ unsigned readPair(unsigned address) {
  unsigned pair;
  asm volatile("ld.shared.b32 %0, [%1];" : "=r"(pair) : "r"(address) : "memory");
  return pair;
}

__device__ __forceinline__ void writePair(unsigned address, unsigned pair) {
  asm volatile("st.shared.b32 [%0], %1;" ::"r"(address), "r"(pair) : "memory");
}

// Bytes from a tile's start to unit `unit` of row `row`.
template <int WIDTH>
__device__ __forceinline__ unsigned place(int row, int unit) {
  return (unsigned)((row * (WIDTH / 8) + (unit ^ (row & 7))) * 16);
}

// Copies past the registers; bytes that are not wanted become zeros, and nothing is read for them.
template <int BYTES>
__device__ __forceinline__ void copyLater(unsigned to, const void* from, bool wanted) {
  asm volatile("cp.async.ca.shared.global [%0], [%1], %2, %3;" ::"r"(to), "l"(from), "n"(BYTES), "r"(wanted ? BYTES : 0)
               : "memory");
}

__device__ __forceinline__ void copy16Later(unsigned to, const void* from, bool wanted) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(from), "r"(wanted ? 16 : 0) : "memory");
}

__device__ __forceinline__ void endOfGroup() { asm volatile("cp.async.commit_group;" ::: "memory"); }

// Waits until at most `OPEN` groups of copies are under way.
template <int OPEN>
__device__ __forceinline__ void waitForCopies() {
  asm volatile("cp.async.wait_group %0;" ::"n"(OPEN) : "memory");
}

// A tile of `ROWS` rows, by a block of 256 threads; rows from `valid` on become zeros.
template <int ROWS, int WIDTH>
__device__ __forceinline__ void loadTile(unsigned tile, const bf16* from, long long stride, int valid) {
  constexpr int UNITS = WIDTH / 8;
#pragma unroll
  for (int first = 0; first < ROWS * UNITS; first += 256) {
    int i = first + threadIdx.x;
    int row = i / UNITS;
    int unit = i % UNITS;
    bool wanted = row < valid;
    copy16Later(tile + place<WIDTH>(row, unit), from + (wanted ? row : 0) * stride + unit * 8, wanted);
  }
}

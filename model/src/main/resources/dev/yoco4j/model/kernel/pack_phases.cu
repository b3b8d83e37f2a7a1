// phases[i] = (cos[i], sin[i]) in bf16, for kernels that turn queries and keys themselves.
//
// cos, sin: float32, a multiple of 4 numbers. Grid: ceil(count / 1024). Block: 256 threads, 4 numbers each.
extern "C" __global__ void pack_phases(const float* cos, const float* sin, unsigned* phases, long long count) {
  long long at = ((long long)blockIdx.x * 256 + threadIdx.x) * 4;
  if (at < count) {
    float4 c = *(const float4*)(cos + at);
    float4 s = *(const float4*)(sin + at);
    *(uint4*)(phases + at) = make_uint4(pack(c.x, s.x), pack(c.y, s.y), pack(c.z, s.z), pack(c.w, s.w));
  }
}

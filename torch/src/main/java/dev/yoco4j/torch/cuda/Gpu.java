package dev.yoco4j.torch.cuda;

/// A GPU, as the driver describes it.
///
/// @param name for example `NVIDIA H200`
/// @param capability what machine code it runs
/// @param memoryBytes all of its memory
public record Gpu(String name, ComputeCapability capability, long memoryBytes) {}

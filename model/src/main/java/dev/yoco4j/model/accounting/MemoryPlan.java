package dev.yoco4j.model.accounting;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.GrowingTensor;

/// What a model needs for a context, and how much context a memory holds.
///
/// Weights, keys and values, and states are what is held, to the byte. What is allocated beyond
/// them ([PastBytes#room]) and activations ([ActivationBytes]) are bounded from above: a context
/// that fits is one that the engine accepts with the same memory. The process itself, the JVM and
/// libtorch, is not counted.
///
/// @param config the model's shape
/// @param formats of its numbers
/// @param batch `B`, sequences of the same length
/// @param device what computes, and whose memory it is
public record MemoryPlan(ModelConfig config, NumberFormats formats, long batch, Device device) {
  /// Contexts beyond this are not looked for.
  public static final long LONGEST = 1L << 40;

  /// Checks the batch.
  public MemoryPlan {
    Checks.atLeastOne("batch", batch);
  }

  /// On the CPU.
  ///
  /// @param config the model's shape
  /// @param formats of its numbers
  /// @param batch `B`, sequences of the same length
  public MemoryPlan(ModelConfig config, NumberFormats formats, long batch) {
    this(config, formats, batch, Device.CPU);
  }

  /// The same in other numbers.
  ///
  /// @param other formats
  /// @return a copy
  public MemoryPlan with(NumberFormats other) {
    return new MemoryPlan(config, other, batch, device);
  }

  /// The same for more sequences or fewer.
  ///
  /// @param sequences at least 1
  /// @return a copy
  public MemoryPlan withBatch(long sequences) {
    return new MemoryPlan(config, formats, sequences, device);
  }

  /// Positions of a prompt that pass the model at once.
  ///
  /// @return as many as the engine takes
  public int prefillSegment() {
    return PrefillSegment.positions(config, device);
  }

  /// The model's weights by part.
  ///
  /// @return bytes
  /// @throws IllegalArgumentException if they exceed what a long holds
  public WeightBytes weights() {
    try {
      return WeightBytes.of(config, formats.precision(), formats.weights());
    } catch (ArithmeticException e) {
      throw tooMuch(e);
    }
  }

  /// What one sequence keeps.
  ///
  /// @return bytes
  public PastBytes past() {
    return PastBytes.of(config, formats.precision(), formats.keyValues());
  }

  /// What a context takes.
  ///
  /// @param context positions of each sequence, at least 1
  /// @return bytes
  /// @throws IllegalArgumentException if they exceed what a long holds
  public MemoryUse at(long context) {
    Checks.atLeastOne("context", context);
    try {
      PastBytes past = past();
      MemoryUse use =
          new MemoryUse(
              weights().total(),
              Math.multiplyExact(batch, Math.multiplyExact(context, past.perToken())),
              Math.multiplyExact(batch, room(context, past)),
              Math.multiplyExact(batch, past.constant()),
              activations(context, past));
      long _ = use.total();
      return use;
    } catch (ArithmeticException e) {
      throw tooMuch(e);
    }
  }

  /// A GPU's pages are larger.
  private long room(long context, PastBytes past) {
    long pages =
        switch (device) {
          case CPU -> 0;
          case CUDA -> GrowingTensor.gpuExtra(past.growing());
        };
    return past.room(context) + pages;
  }

  /// One prompt passes at a time, whatever the batch; generation joins states.
  private long activations(long context, PastBytes past) {
    long passing =
        new ActivationBytes(config, formats.precision(), formats.keyValues())
            .peak(context, batch, prefillSegment());
    return Math.addExact(passing, Math.multiplyExact(batch, past.retention()));
  }

  /// The longest context that fits: one position more does not.
  ///
  /// @param memory bytes for everything
  /// @return positions; 0 if the model does not fit at all; at most [#LONGEST]
  public long longestContext(long memory) {
    return LongestContext.within(LONGEST, context -> at(context).total() <= memory);
  }

  private static IllegalArgumentException tooMuch(ArithmeticException e) {
    return new IllegalArgumentException(
        "model, context and batch together take more bytes than can be counted", e);
  }
}

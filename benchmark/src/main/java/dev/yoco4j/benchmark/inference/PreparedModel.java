package dev.yoco4j.benchmark.inference;

import dev.yoco4j.inference.cache.MemoryCount;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.MemoryPeak;
import dev.yoco4j.torch.Precision;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedMap;

/// A model in memory, which has run.
///
/// Peaks are what the process grows by while a past is made, filled and read, and the weights: so
/// another model in memory at the same time does not count.
final class PreparedModel implements AutoCloseable {
  private static final long WARM_UP = 256;
  private static final long LONGEST_WARM_UP = 2048;
  private static final double WARM_UP_SECONDS = 0.5;

  private final BenchmarkModel described;
  private final Device device;
  private final LanguageModel model;
  private final Pace pace;

  private PreparedModel(
      BenchmarkModel described, Precision precision, Device device, Ceilings ceilings) {
    this.described = described;
    this.device = device;
    model = described.weights().load(precision, device);
    pace = new Pace(new Floors(described.config(), precision, ceilings));
  }

  /// Loads a model and warms it up.
  ///
  /// @param longest prompt that will be measured
  static PreparedModel load(
      BenchmarkModel described,
      Precision precision,
      Device device,
      Ceilings ceilings,
      long longest) {
    PreparedModel prepared = new PreparedModel(described, precision, device, ceilings);
    try {
      prepared.warmUp(longest);
      return prepared;
    } catch (RuntimeException e) {
      prepared.close();
      throw e;
    }
  }

  /// The first pass pays for what later ones find ready; those after it say how fast this goes.
  private void warmUp(long longest) {
    long most = Math.min(LONGEST_WARM_UP, longest);
    long length = Math.min(WARM_UP, most);
    double seconds = prompt(length);
    while (seconds < WARM_UP_SECONDS && length < most) {
      length = Math.min(2 * length, most);
      seconds = prompt(length);
    }
    var _ = repeat(length, List.of(1L));
  }

  private double prompt(long length) {
    try (SequencePast past = past(length)) {
      return Prompt.pass(model, past, length).logits();
    }
  }

  BenchmarkModel described() {
    return described;
  }

  Pace pace() {
    return pace;
  }

  /// One repetition at a length: a prompt, then steps for each batch, the largest first.
  ///
  /// @param batches at least one
  /// @return a sample for each
  SequencedMap<Long, Sample> repeat(long length, List<Long> batches) {
    SequencedMap<Long, Sample> samples = new LinkedHashMap<>();
    MemoryPeak peak = MemoryPeak.begin(device);
    try (SequencePast past = past(length)) {
      PromptTime prompt = Prompt.pass(model, past, length);
      MemoryUse ofPrompt = memory(peak, count(past), 0);
      pace.prefilled(length, prompt.logits(), ofPrompt);
      for (long batch : batches.stream().sorted(Comparator.reverseOrder()).toList()) {
        Sample sample = batch == 1 ? single(past, prompt, ofPrompt) : copied(past, batch, prompt);
        pace.decoded(length, batch, sample.stepSeconds());
        samples.put(batch, sample);
      }
    }
    return samples;
  }

  /// Steps of the sequence itself: last, for they make it longer.
  private Sample single(SequencePast past, PromptTime prompt, MemoryUse ofPrompt) {
    MemoryPeak peak = MemoryPeak.begin(device);
    MemoryCount before = count(past);
    double seconds = DecodeSteps.medianSeconds(model, List.of(past));
    return new Sample(prompt, seconds, ofPrompt.orPeakOf(memory(peak, before, before.bytes())));
  }

  private Sample copied(SequencePast source, long batch, PromptTime prompt) {
    MemoryPeak peak = MemoryPeak.begin(device);
    try (CopiedSequences copies = CopiedSequences.of(source, batch)) {
      double seconds = DecodeSteps.medianSeconds(model, copies.all());
      return new Sample(prompt, seconds, memory(peak, copies.count(), 0));
    }
  }

  private SequencePast past(long length) {
    return new SequencePast(PastLayout.of(model, length + DecodeSteps.POSITIONS));
  }

  private static MemoryCount count(SequencePast past) {
    MemoryCount count = new MemoryCount();
    count.add(past);
    return count;
  }

  /// The memory of a measurement.
  ///
  /// @param held by the pasts
  /// @param already bytes of those that were there when the measurement began
  private MemoryUse memory(MemoryPeak peak, MemoryCount held, long already) {
    long weights = described.weightBytes(model.parameters().precision());
    OptionalLong grown = peak.grownBytes();
    return new MemoryUse(
        grown.isPresent()
            ? OptionalLong.of(weights + already + grown.getAsLong())
            : OptionalLong.empty(),
        weights,
        held.keyValueBytes(),
        held.stateBytes());
  }

  @Override
  public void close() {
    model.close();
  }
}

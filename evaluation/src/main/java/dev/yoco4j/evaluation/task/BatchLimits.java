package dev.yoco4j.evaluation.task;

import dev.yoco4j.torch.Device;
import java.util.ArrayList;
import java.util.List;

/// How much goes through a model at once: enough for products at speed, and memory that does not
/// grow with the task.
///
/// @param stems contexts whose pasts are held together, and continuations of them
/// @param absorbed positions of contexts taken in by one call
/// @param scored positions whose logits exist at once
/// @param repeated positions of longer contexts that may be read once for each choice, so that
///   contexts of nearly one length go together
record BatchLimits(int stems, int absorbed, int scored, int repeated) {
  static BatchLimits of(Device device) {
    return switch (device) {
      case CPU -> new BatchLimits(32, 2048, 512, 32);
      case CUDA -> new BatchLimits(256, 16_384, 4096, 1024);
    };
  }

  /// One request after the other.
  static BatchLimits alone() {
    return new BatchLimits(1, 2048, 1, 0);
  }

  /// Stems that are taken in together, up to the length of their shortest context.
  ///
  /// @param sorted by the length of the context
  List<List<Stem>> cohorts(List<Stem> sorted) {
    List<List<Stem>> cohorts = new ArrayList<>();
    List<Stem> open = new ArrayList<>();
    int extra = 0;
    for (Stem stem : sorted) {
      int shortest = (open.isEmpty() ? stem : open.getFirst()).context().size();
      int repeats = (stem.context().size() - shortest) * stem.requests().size();
      boolean full = open.size() >= stems || (open.size() + 1L) * shortest > absorbed;
      if (!open.isEmpty() && (full || extra + repeats > repeated)) {
        cohorts.add(open);
        open = new ArrayList<>();
        extra = 0;
        repeats = 0;
      }
      open.add(stem);
      extra += repeats;
    }
    if (!open.isEmpty()) {
      cohorts.add(open);
    }
    return cohorts;
  }

  /// Feeds that are scored together, padded to the longest.
  ///
  /// @param sorted by length
  List<List<Feed>> batches(List<Feed> sorted) {
    List<List<Feed>> batches = new ArrayList<>();
    List<Feed> open = new ArrayList<>();
    for (Feed feed : sorted) {
      boolean full = open.size() >= stems || (open.size() + 1L) * feed.tokens().size() > scored;
      if (!open.isEmpty() && full) {
        batches.add(open);
        open = new ArrayList<>();
      }
      open.add(feed);
    }
    if (!open.isEmpty()) {
      batches.add(open);
    }
    return batches;
  }
}

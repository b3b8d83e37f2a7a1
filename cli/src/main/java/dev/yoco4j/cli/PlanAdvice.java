package dev.yoco4j.cli;

import dev.yoco4j.model.accounting.MemoryPlan;
import dev.yoco4j.model.accounting.NumberFormats;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.util.ArrayList;
import java.util.List;

/// Which single option would make a plan fit that does not.
///
/// @param planned the plan
record PlanAdvice(PlannedModel planned) {
  private static final long MIB = 1 << 20;

  /// Options with their values, each enough by itself; the memory to give is the last.
  List<String> options() {
    List<String> options = new ArrayList<>();
    long longest = planned.longestContext();
    if (longest > 0) {
      options.add("--context " + longest);
    }
    long batch = largestBatch();
    if (batch > 0) {
      options.add("--batch " + batch);
    }
    NumberFormats formats = planned.plan().formats();
    if (formats.precision() == Precision.FLOAT32) {
      addIfEnough(
          options,
          "--dtype bfloat16",
          new NumberFormats(Precision.BFLOAT16, formats.weights(), formats.keyValues()));
    }
    if (formats.keyValues() == KeyValueFormat.MODEL) {
      addIfEnough(
          options,
          "--kv-dtype int8",
          new NumberFormats(formats.precision(), formats.weights(), KeyValueFormat.INT8));
    }
    if (planned.plan().device() == Device.CPU) {
      addSmallerWeights(options, formats);
    }
    options.add("--memory " + Math.ceilDiv(planned.use().total(), MIB) + "MiB");
    return options;
  }

  private void addSmallerWeights(List<String> options, NumberFormats formats) {
    for (WeightFormat format : WeightFormat.values()) {
      if (format.compareTo(formats.weights()) > 0) {
        addIfEnough(
            options,
            "--weights " + format.label(),
            new NumberFormats(formats.precision(), format, formats.keyValues()));
      }
    }
  }

  private void addIfEnough(List<String> options, String option, NumberFormats formats) {
    MemoryPlan plan = planned.plan();
    if (planned.withPlan(plan.with(formats)).fits()) {
      options.add(option);
    }
  }

  /// The most sequences that fit, or 0 if not even one does.
  private long largestBatch() {
    long fits = 0;
    long fails = planned.plan().batch();
    while (fails - fits > 1) {
      long middle = fits + (fails - fits) / 2;
      MemoryPlan plan = planned.plan();
      if (planned.withPlan(plan.withBatch(middle)).fits()) {
        fits = middle;
      } else {
        fails = middle;
      }
    }
    return fits;
  }
}

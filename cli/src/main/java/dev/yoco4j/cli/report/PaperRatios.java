package dev.yoco4j.cli.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// How many times better YOCO is in the paper, a 3B model on an H100 with 80 GB.
///
/// YOCO (arXiv 2405.05254) section 5.4, figures 7, 9 and 10.
///
/// @param length of prompt and generation together
/// @param memory of the Transformer over that of YOCO
/// @param prefill time of the Transformer over that of YOCO
/// @param throughput of YOCO over that of the Transformer; empty where the paper has none
record PaperRatios(long length, double memory, double prefill, OptionalDouble throughput) {
  static final List<PaperRatios> ALL =
      List.of(
          of(32, 1.95, 2.87, OptionalDouble.of(2.72)),
          of(64, 2.32, 5.05, OptionalDouble.of(2.57)),
          of(128, 3.01, 8.36, OptionalDouble.of(2.77)),
          of(256, 4.16, 15.55, OptionalDouble.of(4.37)),
          of(512, 6.39, 30.3, OptionalDouble.of(9.56)),
          of(1024, 9.38, 71.82, OptionalDouble.empty()));

  static Optional<PaperRatios> at(long length) {
    return ALL.stream().filter(ratios -> ratios.length == length).findFirst();
  }

  private static PaperRatios of(
      int thousands, double memory, double prefill, OptionalDouble throughput) {
    return new PaperRatios((long) thousands << 10, memory, prefill, throughput);
  }
}

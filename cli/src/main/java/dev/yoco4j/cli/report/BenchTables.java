package dev.yoco4j.cli.report;

import dev.yoco4j.benchmark.inference.InferenceRatio;
import dev.yoco4j.benchmark.inference.InferenceResults;
import dev.yoco4j.benchmark.inference.InferenceRow;
import dev.yoco4j.benchmark.inference.MemoryUse;
import dev.yoco4j.benchmark.inference.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// The results of a benchmark as tables.
record BenchTables(InferenceResults results) {
  private static final String NONE = "-";

  Table prefill() {
    return new Table(
        "Prefill: one sequence's prompt; median, least and greatest of "
            + results.plan().repetitions(),
        List.of(
            "context",
            "model",
            "prefill",
            "least",
            "greatest",
            "floor",
            "x floor",
            "tokens/s",
            "first token"),
        firstOfEach().stream().map(this::prefillCells).toList());
  }

  private List<String> prefillCells(InferenceRow row) {
    Spread prefill = row.prefill();
    return List.of(
        Quantities.context(row.length()),
        name(row),
        Quantities.seconds(prefill.median()),
        Quantities.seconds(prefill.least()),
        Quantities.seconds(prefill.greatest()),
        Quantities.seconds(row.floorPrefillSeconds()),
        Quantities.ratio(prefill.median(), row.floorPrefillSeconds()),
        Quantities.count(Math.round(row.prefillTokensPerSecond())),
        Quantities.seconds(row.firstToken().median()));
  }

  Table decode() {
    return new Table(
        "Generation after the prompt: a step gives each sequence of the batch one token",
        List.of(
            "context",
            "model",
            "batch",
            "per token",
            "least",
            "greatest",
            "floor",
            "x floor",
            "tokens/s"),
        results.rows().stream().map(this::decodeCells).toList());
  }

  private List<String> decodeCells(InferenceRow row) {
    Spread step = row.step();
    return List.of(
        Quantities.context(row.length()),
        name(row),
        Long.toString(row.batch()),
        Quantities.seconds(step.median()),
        Quantities.seconds(step.least()),
        Quantities.seconds(step.greatest()),
        Quantities.seconds(row.floorStepSeconds()),
        Quantities.ratio(step.median(), row.floorStepSeconds()),
        Quantities.count(Math.round(row.tokensPerSecond())));
  }

  Table memory() {
    return new Table(
        "Memory: peak and its parts",
        List.of(
            "context",
            "model",
            "batch",
            "peak",
            "weights",
            "keys, values",
            "states",
            "rest",
            "per token"),
        results.rows().stream().map(this::memoryCells).toList());
  }

  private List<String> memoryCells(InferenceRow row) {
    MemoryUse memory = row.memory();
    return List.of(
        Quantities.context(row.length()),
        name(row),
        Long.toString(row.batch()),
        bytes(memory.peak()),
        Quantities.bytes(memory.weights()),
        Quantities.bytes(memory.keyValues()),
        Quantities.bytes(memory.states()),
        bytes(memory.rest()),
        Quantities.bytes(row.keyValueBytesPerToken()));
  }

  /// How many times better each YOCO is than its Transformer.
  Table ratios() {
    return new Table(
        "How many times better: less memory, less time, more tokens a second",
        List.of(
            "context", "model", "memory", "per token", "prefill", "step", "throughput", "batches"),
        results.ratios().stream().map(this::ratioCells).toList());
  }

  private List<String> ratioCells(InferenceRatio ratio) {
    return List.of(
        Quantities.context(ratio.yoco().length()),
        name(ratio.yoco()),
        factor(ratio.memory()),
        Quantities.ratio(ratio.keyValueBytesPerToken(), 1),
        Quantities.ratio(ratio.prefill(), 1),
        Quantities.ratio(ratio.step(), 1),
        Quantities.ratio(ratio.throughput(), 1),
        ratio.yocoLargest().batch() + " : " + ratio.transformerLargest().batch());
  }

  /// The paper's ratios, and those of this run at the same lengths.
  Table paper() {
    List<List<String>> rows = new ArrayList<>();
    for (PaperRatios paper : PaperRatios.ALL) {
      List<InferenceRatio> own =
          results.ratios().stream().filter(r -> r.yoco().length() == paper.length()).toList();
      if (own.isEmpty()) {
        rows.add(paperCells(paper, Optional.empty()));
      }
      own.forEach(ratio -> rows.add(paperCells(paper, Optional.of(ratio))));
    }
    return new Table(
        "The paper's: a 3B on an H100; beside them this run's where it has the length",
        List.of("context", "model here", "memory", "here", "prefill", "here", "throughput", "here"),
        rows);
  }

  private List<String> paperCells(PaperRatios paper, Optional<InferenceRatio> own) {
    return List.of(
        Quantities.context(paper.length()),
        own.map(ratio -> name(ratio.yoco())).orElse(NONE),
        Quantities.ratio(paper.memory(), 1),
        own.map(ratio -> factor(ratio.memory())).orElse(NONE),
        Quantities.ratio(paper.prefill(), 1),
        own.map(ratio -> Quantities.ratio(ratio.prefill(), 1)).orElse(NONE),
        factor(paper.throughput()),
        own.map(ratio -> Quantities.ratio(ratio.throughput(), 1)).orElse(NONE));
  }

  /// The first row of each model and length: all of its rows have the same prompt.
  private List<InferenceRow> firstOfEach() {
    List<InferenceRow> first = new ArrayList<>();
    for (InferenceRow row : results.rows()) {
      List<InferenceRow> same = results.rows(row.model(), row.precision(), row.length());
      if (same.getFirst().equals(row)) {
        first.add(row);
      }
    }
    return first;
  }

  /// A model, with its precision where there are several.
  String name(InferenceRow row) {
    String name = row.model().name();
    return results.plan().precisions().size() == 1 ? name : name + " " + row.precision().label();
  }

  private static String bytes(OptionalLong bytes) {
    return bytes.isPresent() ? Quantities.bytes(bytes.getAsLong()) : "unknown";
  }

  private static String factor(OptionalDouble factor) {
    return factor.isPresent() ? Quantities.ratio(factor.getAsDouble(), 1) : NONE;
  }
}

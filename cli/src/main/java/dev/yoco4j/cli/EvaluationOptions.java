package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.torch.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// What every evaluation is asked for, and how each of them runs.
final class EvaluationOptions {
  static final String CELLS = "cells.jsonl";
  static final String RESULTS = "results.json";
  private static final int INTERRUPTED = 130;

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Write results.json and pictures into this folder, and keep there what is finished:",
        "the same command goes on after an interruption."
      })
  private @Nullable Path out;

  @Option(names = "--json", description = "Print one JSON document on standard output.")
  private boolean json;

  /// Checks the options without reading anything, and makes the folder: whether it can be written
  /// should be known before anything is measured.
  void check() {
    model.check();
    Path folder = out;
    if (folder == null) {
      return;
    }
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UsageException("--out: " + folder + " is a file: give a folder");
    }
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "results", ".tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException("--out: " + folder + " can't be written: " + e, e);
    }
  }

  /// Loads the model, evaluates, and tells the result: a table, or a document with `--json`, and
  /// with `--out` the document and the pictures in a folder.
  ///
  /// @return the exit code: 130 if a signal ended the evaluation, of which nothing is told then
  int run(Evaluation evaluation) {
    Instant begun = Instant.now();
    try (LoadedModel loaded = model.load()) {
      EvaluationDocument document = EvaluationDocument.of(evaluation, model.folder(), loaded);
      try (FinishedCells cells = cells(document);
          StopSignal stop = StopSignal.install()) {
        EvaluationReport report;
        try {
          report = watched(evaluation, loaded, cells, stop);
        } catch (CancellationException e) {
          System.err.println(interrupted(cells));
          return INTERRUPTED;
        }
        tell(report, document.with(report, begun.truncatedTo(ChronoUnit.SECONDS), Instant.now()));
        return ExitCode.OK;
      }
    }
  }

  private static EvaluationReport watched(
      Evaluation evaluation, LoadedModel loaded, FinishedCells cells, StopSignal stop) {
    try (EvaluationDisplay display = EvaluationDisplay.open(stop)) {
      EvaluationReport report = evaluation.run(loaded, display, cells);
      display.stopIfAsked();
      return report;
    }
  }

  private FinishedCells cells(EvaluationDocument document) {
    return Optional.ofNullable(out)
        .map(folder -> FinishedCells.open(folder.resolve(CELLS), document.identity()))
        .orElseGet(FinishedCells::inMemory);
  }

  private String interrupted(FinishedCells cells) {
    return out == null
        ? "interrupted: nothing is kept; with --out DIR the same command could go on"
        : "interrupted: %,d finished cells are in %s; the same command goes on from there"
            .formatted(cells.size(), out.resolve(CELLS));
  }

  private void tell(EvaluationReport report, ObjectNode document) {
    Path folder = out;
    if (folder != null) {
      AtomicFiles.replace(folder.resolve(RESULTS), Json.pretty(document).getBytes(UTF_8));
      report
          .pictures()
          .files()
          .forEach((name, png) -> AtomicFiles.replace(folder.resolve(name), png));
      report.pictures().remarks().forEach(System.err::println);
    }
    if (json) {
      Json.print(document);
    } else {
      new TextOutput().print(report.text());
    }
    if (folder != null) {
      System.err.println("results: " + folder.resolve(RESULTS));
    }
  }
}

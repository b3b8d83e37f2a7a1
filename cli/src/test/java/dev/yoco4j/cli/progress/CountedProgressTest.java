package dev.yoco4j.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// [TokenisingProgress] and [PhaseProgress], which reckon the time left from a clock.
class CountedProgressTest {
  private final AtomicLong clock = new AtomicLong();
  private final PaperTerminal paper = PaperTerminal.wide(90);

  @Test
  void tokenising_tells_documents_and_megabytes() {
    try (TokenisingProgress progress = TokenisingProgress.open(paper.lines(), clock::get)) {
      progress.at(0, 0, 250_000_000);
      pass(6);
      progress.at(1, 50_000_000, 250_000_000);
      pass(6);
      progress.at(18_112, 250_000_000, 250_000_000);
    }
    assertThat(paper.written().lines())
        .containsExactly(
            "tokenised 0 documents · 0.0 of 250.0 MB · 0%",
            "tokenised 1 document · 50.0 of 250.0 MB · 20% · 24s left",
            "tokenised 18,112 documents · 250.0 of 250.0 MB · 100%");
  }

  @Test
  void an_empty_corpus_has_no_fraction() {
    try (TokenisingProgress progress = TokenisingProgress.open(paper.lines(), clock::get)) {
      progress.at(0, 0, 0);
    }
    assertThat(paper.written().lines()).containsExactly("tokenised 0 documents · 0.0 of 0.0 MB");
  }

  @Test
  void each_phase_has_its_own_time() {
    try (PhaseProgress progress = PhaseProgress.open(paper.lines(), clock::get)) {
      pass(10);
      progress.at("documents counted", 1234, OptionalLong.empty());
      pass(10);
      progress.at("tokens made by merging", 0, OptionalLong.of(31_744));
      pass(10);
      progress.at("tokens made by merging", 7936, OptionalLong.of(31_744));
    }
    assertThat(paper.written().lines())
        .containsExactly(
            "1,234 documents counted",
            "0 of 31,744 tokens made by merging · 0%",
            "7,936 of 31,744 tokens made by merging · 25% · 30s left");
  }

  @Test
  void a_bar_begins_again_with_each_phase() {
    try (PhaseProgress progress = PhaseProgress.open(paper.terminal(), clock::get)) {
      progress.at("documents counted", 99, OptionalLong.of(100));
      progress.at("tokens made by merging", 100, OptionalLong.of(400));
    }
    assertThat(paper.seen())
        .containsExactly(
            " 25% ▕███████▌                      ▏ 100 of 400 tokens made by merging · 0s left",
            "");
  }

  @Test
  void without_an_end_there_is_no_bar() {
    try (PhaseProgress progress = PhaseProgress.open(paper.terminal(), clock::get)) {
      progress.at("tokens made by merging", 100, OptionalLong.of(400));
      progress.at("documents counted", 99, OptionalLong.empty());
    }
    assertThat(paper.seen()).containsExactly("99 documents counted", "");
  }

  private void pass(long seconds) {
    clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }
}

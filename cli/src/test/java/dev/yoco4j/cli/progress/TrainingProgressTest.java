package dev.yoco4j.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.yoco4j.training.TrainingEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
  private final AtomicLong clock = new AtomicLong(-7);

  @Test
  void a_line_explains_itself() {
    PaperTerminal paper = PaperTerminal.wide(80);
    try (TrainingProgress progress = TrainingProgress.open(paper.lines(), clock::get)) {
      progress.accept(step(120, 4.3214, 12345.4, 49, 0.38));
    }
    assertThat(paper.written().lines())
        .containsExactly("step 120 · loss 4.321 · 12,345 tokens/s · 38% · 1m20s left");
  }

  @Test
  void what_is_no_step_is_told_at_once() {
    PaperTerminal paper = PaperTerminal.wide(80);
    try (TrainingProgress progress = TrainingProgress.open(paper.lines(), clock::get)) {
      progress.accept(new TrainingEvent.Validated(1200, 4.4025, 65_536));
      progress.accept(new TrainingEvent.Saved(1200, Path.of("runs", "a")));
      progress.accept(new TrainingEvent.Skipped(1201, Double.NaN, Double.POSITIVE_INFINITY, 1));
      progress.accept(new TrainingEvent.Skipped(1202, 4.25, Double.NaN, 2));
    }
    assertThat(paper.written().lines())
        .containsExactly(
            "step 1,200 · validation loss 4.403 · measured on 65,536 tokens",
            "step 1,200 · saved " + Path.of("runs", "a"),
            "step 1,201 · skipped, its loss (NaN) or gradient norm (Infinity) is not finite · 1 step skipped so far",
            "step 1,202 · skipped, its loss (4.25) or gradient norm (NaN) is not finite · 2 steps skipped so far");
  }

  @Test
  void steps_are_lines_every_five_seconds_and_at_the_end() {
    PaperTerminal paper = PaperTerminal.wide(80);
    try (TrainingProgress progress = TrainingProgress.open(paper.lines(), clock::get)) {
      for (int step = 1; step <= 100; step++) {
        progress.accept(step(step, 4, 1000, step, step / 100.0));
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(130));
      }
    }
    assertThat(paper.written().lines())
        .containsExactly(
            "step 1 · loss 4.000 · 1,000 tokens/s · 1% · 1m39s left",
            "step 40 · loss 4.000 · 1,000 tokens/s · 40% · 1m00s left",
            "step 79 · loss 4.000 · 1,000 tokens/s · 79% · 21s left",
            "step 100 · loss 4.000 · 1,000 tokens/s · 100%");
  }

  @Test
  void what_is_told_follows_its_step() {
    PaperTerminal paper = PaperTerminal.wide(80);
    try (TrainingProgress progress = TrainingProgress.open(paper.lines(), clock::get)) {
      progress.accept(step(1, 4, 1000, 1, 0.5));
      progress.accept(step(2, 3, 1000, 2, 1));
      progress.accept(new TrainingEvent.Validated(2, 3.5, 7));
      progress.accept(new TrainingEvent.Saved(2, Path.of("a")));
    }
    assertThat(paper.written().lines())
        .containsExactly(
            "step 1 · loss 4.000 · 1,000 tokens/s · 50% · 1s left",
            "step 2 · loss 3.000 · 1,000 tokens/s · 100%",
            "step 2 · validation loss 3.500 · measured on 7 tokens",
            "step 2 · saved a");
  }

  @Test
  void a_terminal_has_one_line_for_all_steps() {
    PaperTerminal paper = PaperTerminal.wide(100);
    try (TrainingProgress progress = TrainingProgress.open(paper.terminal())) {
      progress.accept(step(1, 9.25, 800, 1, 0.01));
      progress.accept(step(120, 4.3214, 12345.4, 49, 0.38));
    }
    assertThat(paper.seen())
        .containsExactly(
            " 38% ▕███████████▍                  ▏ step 120 · loss 4.321 · 12,345 tokens/s · 1m20s left",
            "");
  }

  @Test
  void what_is_told_stays_above_the_bar() {
    PaperTerminal paper = PaperTerminal.wide(80);
    try (TrainingProgress progress = TrainingProgress.open(paper.terminal())) {
      progress.accept(step(1, 9, 800, 1, 0.5));
      progress.accept(new TrainingEvent.Validated(1, 4.4, 1));
      progress.accept(step(2, 8, 800, 2, 1));
    }
    assertThat(paper.seen())
        .containsExactly(
            "step 1 · validation loss 4.400 · measured on 1 token",
            "100% ▕██████████████████████████████▏ step 2 · loss 8.000 · 800 tokens/s",
            "");
  }

  @Test
  void a_narrow_terminal_loses_the_bar_first_and_then_facts() {
    PaperTerminal paper = PaperTerminal.wide(51);
    try (TrainingProgress progress = TrainingProgress.open(paper.terminal())) {
      progress.accept(step(120, 4.3214, 12345.4, 49, 0.38));
    }
    assertThat(paper.seen()).containsExactly(" 38% step 120 · loss 4.321 · 12,345 tokens/s", "");
  }

  @Test
  void a_terminal_without_unicode_gets_none() {
    PaperTerminal paper = new PaperTerminal(80, StandardCharsets.US_ASCII);
    try (TrainingProgress progress = TrainingProgress.open(paper.terminal())) {
      progress.accept(step(120, 4.3214, 12345.4, 49, 0.38));
      progress.accept(new TrainingEvent.Saved(120, Path.of("a")));
    }
    assertThat(paper.seen())
        .containsExactly(
            "step 120, saved a",
            " 38% [########              ] step 120, loss 4.321, 12,345 tokens/s, 1m20s left",
            "");
  }

  @Test
  void an_exception_leaves_the_cursor_at_the_start_of_a_line() {
    PaperTerminal paper = PaperTerminal.wide(80);
    assertThatIllegalStateException()
        .isThrownBy(() -> {
          try (TrainingProgress progress = TrainingProgress.open(paper.terminal())) {
            progress.accept(step(3, 9, 800, 1, 0.5));
            throw new IllegalStateException("of the run");
          }
        })
        .withMessage("of the run");
    assertThat(paper.seen()).last().isEqualTo("");
    assertThat(paper.written()).endsWith(System.lineSeparator()).doesNotContain("\u001b");
  }

  @Test
  void nothing_is_drawn_where_nothing_happened() {
    PaperTerminal paper = PaperTerminal.wide(80);
    TrainingProgress.open(paper.terminal()).close();
    TrainingProgress.open(paper.lines()).close();
    assertThat(paper.written()).isEmpty();
  }

  @Test
  void closing_twice_is_closing_once() {
    PaperTerminal paper = PaperTerminal.wide(80);
    for (Screen screen : new Screen[] {paper.terminal(), paper.lines()}) {
      TrainingProgress progress = TrainingProgress.open(screen, clock::get);
      progress.accept(step(3, 9, 800, 1, 0.5));
      progress.close();
      String once = paper.written();
      progress.close();
      progress.accept(step(4, 9, 800, 1, 0.5));
      assertThat(paper.written()).isEqualTo(once);
    }
  }

  private static TrainingEvent step(
      long step, double loss, double tokensPerSecond, double seconds, double done) {
    return new TrainingEvent.Stepped(
        step, loss, 1, 1e-3, step * 2048, tokensPerSecond, seconds, done);
  }
}

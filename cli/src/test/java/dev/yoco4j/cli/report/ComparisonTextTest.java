package dev.yoco4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTextTest {
  @Test
  void the_table_is_aligned_and_says_what_is_computed() {
    assertThat(ComparisonText.of(Samples.comparison()))
        .isEqualTo(
            """
            this model    quickstart-yoco, 8.41M parameters
            Transformer   quickstart-transformer, 8.46M parameters
            both          one sequence, cache in bfloat16

                      ------------ cache -------------   ----------- prefill ------------
            context   this model   Transformer   ratio   this model   Transformer   ratio
                 1K     1.09 MiB      8.00 MiB   7.31x     118 ms        194 ms     1.64x
                 8K     8.09 MiB      64.0 MiB   7.91x     970 ms        2.41 s     2.48x
                64K     64.1 MiB       512 MiB   7.99x     8.10 s        71.5 s *   8.83x
                 1M     1.00 GiB      8.00 GiB   8.00x   2.18 min *      4.24 h *    116x

            * computed, not measured: operations, at the speed measured at 8K
            """);
  }

  @Test
  void where_all_is_measured_there_are_no_marks() {
    Comparison measured =
        new Comparison(
            new ModelSize("a", 1),
            new ModelSize("b", 2),
            "one sequence",
            "never",
            List.of(
                new ComparisonRow(
                    1000, 1, 1L << 50, new Timing.Measured(1e-5), new Timing.Measured(5e5))));
    assertThat(ComparisonText.of(measured))
        .isEqualTo(
            """
            this model    a, 1 parameters
            Transformer   b, 2 parameters
            both          one sequence

                      --------------------- cache ---------------------   ---------------- prefill -----------------
            context   this model   Transformer                    ratio   this model   Transformer             ratio
              1,000          1 B      1.00 PiB   1,125,899,906,842,624x      0.01 ms         139 h   50,000,000,000x
            """);
  }

  @Test
  void a_comparison_has_rows_and_rows_have_bounds() {
    Timing time = new Timing.Measured(1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Comparison(new ModelSize("", 1), new ModelSize("", 1), "", "", List.of()))
        .withMessage("rows must be at least 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ComparisonRow(1, 0, 1, time, time))
        .withMessage("yocoBytes must be at least 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Timing.Computed(Double.NaN))
        .withMessage("seconds must be above 0 and finite, was NaN");
  }
}

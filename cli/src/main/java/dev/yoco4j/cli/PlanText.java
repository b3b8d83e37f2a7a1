package dev.yoco4j.cli;

import dev.yoco4j.cli.report.Quantities;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.accounting.MemoryUse;
import dev.yoco4j.model.accounting.NumberFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// A plan as a table for the terminal, in ASCII, with a sentence for each row that needs one.
///
/// @param model the model asked about
/// @param other the model it is compared with, where there is one
record PlanText(PlannedModel model, Optional<PlannedModel> other) {
  private static final String GAP = "   ";

  String text() {
    return head() + "\n" + table() + "\n" + notes() + "\n" + verdict() + "\n";
  }

  private String head() {
    NumberFormats formats = model.plan().formats();
    StringBuilder head = new StringBuilder();
    head.append(
        "%s, %s parameters%s%n"
            .formatted(
                model.name(),
                Quantities.count(model.parameters()),
                other
                    .map(o ->
                        ", beside %s, %s parameters"
                            .formatted(o.name(), Quantities.count(o.parameters())))
                    .orElse(", shown alone: it has no preset's shape")));
    head.append(
        "%s of %s tokens; weights %s, keys and values %s; memory given %s%s%n"
            .formatted(
                model.plan().batch() == 1
                    ? "one sequence"
                    : "%,d sequences".formatted(model.plan().batch()),
                Quantities.context(model.context()),
                switch (formats.weights()) {
                  case DENSE, PACKED -> formats.precision().label();
                  case INT8, INT4 -> formats.weights().label();
                },
                switch (formats.keyValues()) {
                  case MODEL -> formats.precision().label();
                  case INT8 -> formats.keyValues().label();
                },
                Quantities.bytes(model.memory()),
                switch (model.plan().device()) {
                  case CPU -> "";
                  case CUDA -> " of the GPU's";
                }));
    return head.toString();
  }

  private String table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        other
            .map(o -> List.of("", model.name(), o.name(), "ratio"))
            .orElseGet(() -> List.of("", model.name())));
    rows.add(bytes("weights", MemoryUse::weights));
    rows.add(bytes("keys and values", MemoryUse::keyValues));
    rows.add(bytes("room for them, at most", MemoryUse::room));
    rows.add(bytes("states", MemoryUse::states));
    rows.add(bytes("activations, at most", MemoryUse::activations));
    rows.add(bytes("total", MemoryUse::total));
    rows.add(longest());
    rows.add(fits());
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      table.append(line(row, rows)).append('\n');
    }
    return table.toString();
  }

  private List<String> bytes(String name, ToLongFunction<MemoryUse> part) {
    long mine = part.applyAsLong(model.use());
    return other
        .map(o -> {
          long theirs = part.applyAsLong(o.use());
          return List.of(
              name, Quantities.bytes(mine), Quantities.bytes(theirs), times(theirs, mine));
        })
        .orElseGet(() -> List.of(name, Quantities.bytes(mine)));
  }

  private List<String> longest() {
    long mine = model.longestContext();
    return other
        .map(o -> {
          long theirs = o.longestContext();
          return List.of("longest context", tokens(mine), tokens(theirs), times(mine, theirs));
        })
        .orElseGet(() -> List.of("longest context", tokens(mine)));
  }

  private List<String> fits() {
    return other
        .map(o -> List.of("fits", yesOrNo(model), yesOrNo(o), ""))
        .orElseGet(() -> List.of("fits", yesOrNo(model)));
  }

  private static String yesOrNo(PlannedModel planned) {
    return planned.fits() ? "yes" : "no";
  }

  private static String tokens(long count) {
    return "%,d".formatted(count);
  }

  /// How many times the YOCO is ahead, whichever of the two was asked about.
  private String times(long large, long small) {
    if (large == 0 || small == 0) {
      return "-";
    }
    return switch (model.config()) {
      case YocoConfig _ -> Quantities.ratio((double) large, (double) small);
      case TransformerConfig _ -> Quantities.ratio((double) small, (double) large);
    };
  }

  private static String line(List<String> row, List<List<String>> rows) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      int at = column;
      int width = rows.stream().mapToInt(r -> r.get(at).length()).max().orElse(0);
      String blanks = " ".repeat(width - row.get(column).length());
      line.append(column == 0 ? row.get(column) + blanks : GAP + blanks + row.get(column));
    }
    return line.toString().stripTrailing();
  }

  private String notes() {
    String perToken =
        Quantities.bytes(model.plan().past().perToken())
            + " a token"
            + other.map(o -> " beside " + Quantities.bytes(o.plan().past().perToken())).orElse("");
    return """
    keys and values grow with the context: %s
    room is what blocks of 256 tokens and growth ahead of use allocate beyond that
    states stay as they are, however long the context
    activations are working memory: of one prompt, %,d tokens of which pass at a
    time, or of all sequences while they generate
    %s
    """
        .formatted(
            perToken,
            model.plan().prefillSegment(),
            switch (model.plan().device()) {
              case CPU -> "the process itself, about 0.3 GiB, is not counted";
              case CUDA -> "the process itself, and what CUDA's libraries keep, are not counted";
            });
  }

  private String verdict() {
    long total = model.use().total();
    if (model.fits()) {
      return "It fits: %s remain.".formatted(Quantities.bytes(model.memory() - total));
    }
    return "It does not fit: %s are missing. Each of these alone would change that:%n  %s"
        .formatted(
            Quantities.bytes(total - model.memory()),
            String.join("\n  ", new PlanAdvice(model).options()));
  }
}
